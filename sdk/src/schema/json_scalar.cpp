#include "schema/json_scalar.h"

#include "base/json_reader.h"
#include "base/json_text.h"
#include "schema/decimal.h"

namespace godwit {
namespace {

bool is_number(std::string_view text) {
  return text[0] == '-' || (text[0] >= '0' && text[0] <= '9');
}

// Takes one character of an escape, or one byte of other text.
std::uint32_t take_character(std::string_view& raw) {
  std::uint32_t character = 0;
  if (raw[0] == '\\') {
    static_cast<void>(read_json_escape(raw, character));
    return character;
  }
  const auto first = static_cast<unsigned char>(raw[0]);
  if (first < 0x80) {
    raw.remove_prefix(1);
    return first;
  }
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  character = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    character = character << 6 | (static_cast<unsigned char>(raw[i]) & 0x3Fu);
  }
  raw.remove_prefix(length);
  return character;
}

std::uint64_t number_hash(std::string_view text) {
  const Decimal number(text);
  std::uint64_t hash =
      mix_json_hash(kJsonHashBasis, number.zero() ? 0 : 2 + (number.negative ? 1 : 0));
  for (const char c : number.digits) {
    if (c != '.') hash = mix_json_hash(hash, static_cast<std::uint64_t>(c));
  }
  return mix_json_hash(hash, static_cast<std::uint64_t>(number.zero() ? 0 : number.exponent));
}

}  // namespace

std::uint64_t spread_json_hash(std::uint64_t hash) {
  hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCD;
  hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53;
  return hash ^ hash >> 33;
}

std::uint64_t json_string_hash(std::string_view raw) {
  std::uint64_t hash = mix_json_hash(kJsonHashBasis, 1);
  while (!raw.empty()) hash = mix_json_hash(hash, take_character(raw));
  return spread_json_hash(hash);
}

bool json_string_equal(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (take_character(a) != take_character(b)) return false;
  }
  return a.empty() && b.empty();
}

std::uint64_t json_scalar_hash(std::string_view text) {
  if (text[0] == '"') return json_string_hash(string_text(text));
  if (is_number(text)) return number_hash(text);
  const JsonToken word = text[0] == 't'   ? JsonToken::literal_true
                         : text[0] == 'f' ? JsonToken::literal_false
                                          : JsonToken::literal_null;
  return spread_json_hash(mix_json_hash(kJsonHashBasis, static_cast<std::uint64_t>(word)));
}

bool json_scalar_equal(std::string_view a, std::string_view b) {
  if (is_number(a)) return is_number(b) && compare(Decimal(a), Decimal(b)) == 0;
  if (a[0] != b[0]) return false;
  return a[0] != '"' || json_string_equal(string_text(a), string_text(b));
}

}  // namespace godwit
