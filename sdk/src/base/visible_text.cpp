#include "base/visible_text.h"

#include <cstdint>

#include "base/json_reader.h"
#include "base/utf8.h"

namespace godwit {
namespace {

void append_hex(Bytes& out, std::string_view mark, std::uint32_t value, int digits) {
  out.append(mark);
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    out.append("0123456789abcdef"[value >> shift & 15]);
  }
}

void append_byte(Bytes& out, char byte) {
  if (byte == '\n') return out.append("\\n");
  if (byte == '\r') return out.append("\\r");
  if (byte == '\t') return out.append("\\t");
  append_hex(out, "\\x", static_cast<unsigned char>(byte), 2);
}

// For one to three bytes, which is enough for the characters below.
std::uint32_t code_point(std::string_view character) {
  const auto bits = [&](std::size_t at, unsigned mask) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[at])) & mask;
  };
  if (character.size() == 2) return bits(0, 0x1f) << 6 | bits(1, 0x3f);
  if (character.size() == 3) return bits(0, 0x0f) << 12 | bits(1, 0x3f) << 6 | bits(2, 0x3f);
  return character.size() == 1 ? static_cast<unsigned char>(character[0]) : 0;
}

// Characters that join emoji, or that some scripts need, have no width either, and are kept.
bool invisible(std::uint32_t code) {
  return (code >= 0x7f && code <= 0x9f) ||      // Some terminals obey C1.
         (code >= 0x2028 && code <= 0x202e) ||  // Line ends, and turns of direction.
         (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

// Removes a character from the text, or one byte that is no part of a character.
std::string_view take_character(std::string_view& text) {
  const std::size_t length = utf8_character_length(text);
  const std::string_view character = text.substr(0, length != 0 ? length : 1);
  text.remove_prefix(character.size());
  return character;
}

}  // namespace

void append_visible(Bytes& out, std::string_view text) {
  while (!text.empty()) {
    const std::string_view character = take_character(text);
    const std::uint32_t code = code_point(character);
    if (character.size() == 1 && (code < 0x20 || code >= 0x7f)) {
      append_byte(out, character[0]);
    } else if (invisible(code)) {
      append_hex(out, "\\u", code, 4);
    } else {
      out.append(character);
    }
  }
}

void append_visible_in_json(Bytes& out, std::string_view json) {
  while (!json.empty()) {
    const std::string_view character = take_character(json);
    const std::uint32_t code = code_point(character);
    if (invisible(code)) {
      append_hex(out, "\\u", code, 4);
    } else {
      out.append(character);
    }
  }
}

void append_visible_json(Bytes& out, std::string_view raw) {
  Bytes text;
  append_unescaped(text, raw);
  append_visible(out, text.view());
}

}  // namespace godwit
