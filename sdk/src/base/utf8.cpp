#include "base/utf8.h"

#include <bit>
#include <cstdint>

namespace godwit {

std::size_t utf8_character_length(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text[0]);
  const auto length = static_cast<std::size_t>(std::countl_one(lead));
  if (length == 0) return 1;
  if (length == 1 || length > 4 || length > text.size()) return 0;
  std::uint32_t code_point = lead & (0x7Fu >> length);
  for (std::size_t at = 1; at < length; ++at) {
    const auto byte = static_cast<std::uint8_t>(text[at]);
    if ((byte & 0xC0) != 0x80) return 0;
    code_point = code_point << 6 | (byte & 0x3Fu);
  }
  constexpr std::uint32_t kLowest[] = {0x80, 0x800, 0x10000};  // For 2, 3 and 4 bytes.
  const bool surrogate = code_point >> 11 == 0xD800 >> 11;
  return code_point < kLowest[length - 2] || code_point > 0x10FFFF || surrogate ? 0 : length;
}

bool utf8_valid(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_utf8(Bytes& out, std::uint32_t code_point) {
  if (code_point < 0x80) {
    out.append(static_cast<char>(code_point));
    return;
  }
  if (code_point < 0x800) {
    out.append(static_cast<char>(0xC0 | (code_point >> 6)));
  } else {
    if (code_point < 0x10000) {
      out.append(static_cast<char>(0xE0 | (code_point >> 12)));
    } else {
      out.append(static_cast<char>(0xF0 | (code_point >> 18)));
      out.append(static_cast<char>(0x80 | ((code_point >> 12) & 0x3F)));
    }
    out.append(static_cast<char>(0x80 | ((code_point >> 6) & 0x3F)));
  }
  out.append(static_cast<char>(0x80 | (code_point & 0x3F)));
}

}  // namespace godwit
