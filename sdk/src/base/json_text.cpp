#include "base/json_text.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/bytes.h"

namespace godwit {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101u;
constexpr std::uint64_t kHighBits = 0x8080808080808080u;

// Sets the high bit of each of the eight bytes that is a control character, a quote, a backslash or
// not ASCII. After the first such byte, high bits of other bytes may be set too. (This is Mycroft's
// test for a zero byte, applied to each of the three; a borrow only reaches later bytes.)
std::uint64_t needs_care(std::uint64_t word) {
  const std::uint64_t control = (word - kOnes * 0x20) & ~word;
  const std::uint64_t quote = ((word ^ (kOnes * '"')) - kOnes) & ~(word ^ (kOnes * '"'));
  const std::uint64_t slash = ((word ^ (kOnes * '\\')) - kOnes) & ~(word ^ (kOnes * '\\'));
  return (control | quote | slash | word) & kHighBits;
}

constexpr const char* kBadEscape = "the escape is not one of JSON's";

// Reads `uXXXX`, without its backslash. Returns its value, or -1.
std::int32_t read_unit(std::string_view& text) {
  if (text.size() < 5 || text[0] != 'u') return -1;
  std::int32_t value = 0;
  for (std::size_t at = 1; at < 5; ++at) {
    const int letter = text[at] | 0x20;
    const int digit = text[at] >= '0' && text[at] <= '9' ? text[at] - '0'
                      : letter >= 'a' && letter <= 'f'   ? letter - 'a' + 10
                                                         : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  text.remove_prefix(5);
  return value;
}

}  // namespace

std::size_t json_plain_prefix(std::string_view text) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  const char* const data = text.data();
  const std::size_t size = text.size();
  const auto first = [](std::uint64_t care) {
    return static_cast<std::size_t>(std::countr_zero(care)) / 8;
  };
  if (size == 0) return 0;
  if (size < kWord) {
    std::uint64_t word = 0;  // The zeros after the text need care.
    std::memcpy(&word, data, size);
    return first(needs_care(word));
  }
  for (std::size_t at = 0;; at += kWord) {
    at = std::min(at, size - kWord);  // The last word overlaps the one before.
    const std::uint64_t care = needs_care(read_integer<std::uint64_t>(data + at));
    if (care != 0) return at + first(care);
    if (at == size - kWord) return size;
  }
}

const char* read_json_escape(std::string_view& text, std::uint32_t& code_point) {
  constexpr char kLetters[] = "\"\\/bfnrt";
  constexpr char kMeanings[] = "\"\\/\b\f\n\r\t";
  text.remove_prefix(1);
  const char letter = text.empty() ? 'u' : text[0];
  if (letter != 'u') {
    std::size_t index = 0;
    while (kLetters[index] != '\0' && kLetters[index] != letter) ++index;
    if (kLetters[index] == '\0') return kBadEscape;
    code_point = static_cast<unsigned char>(kMeanings[index]);
    text.remove_prefix(1);
    return nullptr;
  }
  const std::int32_t unit = read_unit(text);
  if (unit < 0) return kBadEscape;
  code_point = static_cast<std::uint32_t>(unit);
  if (code_point >> 11 != 0xD800 >> 11) return nullptr;
  // Half of a pair; the high half comes first.
  std::int32_t low = -1;
  std::string_view behind = text;
  if (code_point < 0xDC00 && behind.starts_with('\\')) {
    behind.remove_prefix(1);
    low = read_unit(behind);
  }
  if (low < 0xDC00 || low > 0xDFFF) return kLoneSurrogate;
  text = behind;
  code_point = 0x10000u + ((code_point - 0xD800u) << 10) + static_cast<std::uint32_t>(low - 0xDC00);
  return nullptr;
}

}  // namespace godwit
