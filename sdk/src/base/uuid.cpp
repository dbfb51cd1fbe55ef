#include "base/uuid.h"

namespace godwit {
namespace {

constexpr std::size_t kTextLength = 36;

constexpr bool dash_before(std::size_t byte_index) {
  return byte_index == 4 || byte_index == 6 || byte_index == 8 || byte_index == 10;
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

Id make_id(Entropy& entropy) {
  Id id;
  entropy.fill(id.bytes);
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | 0x40);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
  return id;
}

void append_id(Bytes& out, const Id& id) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (std::size_t index = 0; index < id.bytes.size(); ++index) {
    if (dash_before(index)) out.append('-');
    out.append(kDigits[id.bytes[index] >> 4]);
    out.append(kDigits[id.bytes[index] & 15]);
  }
}

bool parse_id(std::string_view text, Id& id) {
  if (text.size() != kTextLength) return false;
  Id parsed;
  std::size_t at = 0;
  for (std::size_t index = 0; index < parsed.bytes.size(); ++index) {
    if (dash_before(index) && text[at++] != '-') return false;
    const int high = hex_value(text[at++]);
    const int low = hex_value(text[at++]);
    if (high < 0 || low < 0) return false;
    parsed.bytes[index] = static_cast<std::uint8_t>(high * 16 + low);
  }
  id = parsed;
  return true;
}

}  // namespace godwit
