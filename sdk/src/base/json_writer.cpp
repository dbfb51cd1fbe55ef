#include "base/json_writer.h"

#include <cstdint>

#include "base/utf8.h"

namespace godwit {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101u;
constexpr std::uint64_t kHighBits = 0x8080808080808080u;

// True where one of the eight bytes is a control character, a quote, a backslash or not ASCII.
// (Mycroft's test for a zero byte, applied to each of the three.)
bool needs_care(std::uint64_t word) {
  const std::uint64_t control = (word - kOnes * 0x20) & ~word;
  const std::uint64_t quote = ((word ^ (kOnes * '"')) - kOnes) & ~(word ^ (kOnes * '"'));
  const std::uint64_t slash = ((word ^ (kOnes * '\\')) - kOnes) & ~(word ^ (kOnes * '\\'));
  return ((control | quote | slash | word) & kHighBits) != 0;
}

bool plain(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

// The length of the longest prefix that can be copied as it is.
std::size_t plain_prefix(std::string_view text) {
  std::size_t at = 0;
  while (text.size() - at >= 8 && !needs_care(read_integer<std::uint64_t>(text.data() + at))) {
    at += 8;
  }
  while (at < text.size() && plain(text[at])) ++at;
  return at;
}

void append_escape(Bytes& out, char character) {
  constexpr char kDigits[] = "0123456789abcdef";
  char letter = 0;
  switch (character) {
    case '"':
      letter = '"';
      break;
    case '\\':
      letter = '\\';
      break;
    case '\b':
      letter = 'b';
      break;
    case '\f':
      letter = 'f';
      break;
    case '\n':
      letter = 'n';
      break;
    case '\r':
      letter = 'r';
      break;
    case '\t':
      letter = 't';
      break;
    default:
      break;
  }
  out.append('\\');
  if (letter != 0) {
    out.append(letter);
    return;
  }
  out.append("u00");
  out.append(kDigits[(character >> 4) & 1]);
  out.append(kDigits[character & 15]);
}

}  // namespace

bool append_json_string(Bytes& out, std::string_view text) {
  out.append('"');
  for (;;) {
    const std::size_t run = plain_prefix(text);
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;
    std::size_t length = 1;
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      append_escape(out, text[0]);
    } else {
      length = utf8_character_length(text);
      if (length == 0) return false;
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  out.append('"');
  return true;
}

void append_json_key(Bytes& out, std::string_view key) {
  if (!out.empty() && out.data()[out.size() - 1] != '{') out.append(',');
  out.append('"');
  out.append(key);
  out.append("\":");
}

}  // namespace godwit
