#include "typed_code/code_text.h"

#include <cstdint>
#include <vector>

namespace godwit::schema {
namespace {

constexpr std::size_t kColumns = 100;

// The character at the text's start, which is UTF-8 as all that was read from JSON is.
char32_t first_character(std::string_view text, std::size_t& length) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned first = byte(0);
  length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t character = length == 1 ? first : first & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) character = character << 6 | (byte(i) & 0x3F);
  return character;
}

// Controls, spaces of all widths and what turns the direction of writing.
bool blank(char32_t c) {
  return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || (c >= 0x2000 && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x061C ||
         c == 0x3000 || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (std::size_t at = 0, length = 0; at < text.size(); at += length) {
    const bool gap = blank(first_character(text.substr(at), length));
    if (!gap && !inside) words.emplace_back();
    if (!gap) words.back() += text.substr(at, length);
    inside = !gap;
  }
  return words;
}

std::vector<std::string> lines_of(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  for (const std::string& word : words_of(text)) {
    if (lines.empty() || lines.back().size() + 1 + word.size() > columns) {
      lines.push_back(word);
    } else {
      lines.back() += " " + word;
    }
  }
  return lines;
}

}  // namespace

std::string line_comment(std::string_view text, std::string_view indent) {
  std::string comment;
  for (const std::string& line : lines_of(text, kColumns - indent.size() - 5)) {
    comment.append(indent).append("// ").append(line);
    // A backslash there, or what was one as a trigraph, would join the next line to it.
    if (line.ends_with('\\') || line.ends_with("?\?/")) comment += " .";
    comment += '\n';
  }
  return comment;
}

std::string doc_comment(std::string_view text, std::string_view indent) {
  std::string comment;
  for (std::string line : lines_of(text, kColumns - indent.size() - 6)) {
    for (std::size_t at; (at = line.find("*/")) != std::string::npos;) line.insert(at + 1, 1, ' ');
    // Behind an at sign at its start a line would tell the compiler something.
    if (line[0] == '@') line.insert(0, "- ");
    comment.append(indent).append(" * ").append(line).append("\n");
  }
  if (comment.empty()) return comment;
  return std::string(indent) + "/**\n" + comment + std::string(indent) + " */\n";
}

std::string cpp_literal(std::string_view text) {
  std::string literal = "\"";
  char before = '\0';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F) {
      literal += {'\\', static_cast<char>('0' + (byte >> 6)),
                  static_cast<char>('0' + (byte >> 3 & 7)), static_cast<char>('0' + (byte & 7))};
    } else {
      if (c == '"' || c == '\\' || (c == '?' && before == '?')) literal += '\\';
      literal += c;
    }
    before = c;
  }
  return literal + '"';
}

std::string ts_literal(std::string_view json) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string literal;
  for (std::size_t at = 0, length = 0; at < json.size(); at += length) {
    const char32_t c = first_character(json.substr(at), length);
    if (c >= 0x7F && blank(c)) {
      literal +=
          {'\\', 'u', kHex[c >> 12 & 15], kHex[c >> 8 & 15], kHex[c >> 4 & 15], kHex[c & 15]};
    } else {
      literal += json.substr(at, length);
    }
  }
  return literal;
}

}  // namespace godwit::schema
