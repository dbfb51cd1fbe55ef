#include "pattern/pattern_escapes.h"

#include <bit>

#include "base/utf8.h"

namespace godwit::schema {
namespace {

constexpr std::string_view kSyntaxCharacters = "^$\\.*+?()[]{}|/";

std::int32_t hex_digit(char32_t character) {
  if (character >= '0' && character <= '9') return static_cast<std::int32_t>(character - '0');
  const char32_t letter = character | 0x20;
  if (character < 0x80 && letter >= 'a' && letter <= 'f') {
    return static_cast<std::int32_t>(letter - 'a' + 10);
  }
  return -1;
}

bool is_one_of(char32_t character, std::string_view characters) {
  return character < 0x80 && characters.find(static_cast<char>(character)) != characters.npos;
}

bool is_letter(char32_t character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

}  // namespace

std::uint32_t to_count(const std::string& digits) {
  constexpr std::size_t kDigitsMax = 9;
  if (digits.size() > kDigitsMax) return PatternNode::kNoMax - 1;
  std::uint32_t count = 0;
  for (const char digit : digits) count = count * 10 + static_cast<std::uint32_t>(digit - '0');
  return count;
}

bool PatternReader::open(std::string_view pattern) {
  while (!pattern.empty()) {
    const std::size_t length = utf8_character_length(pattern);
    if (length == 0) return fail("the pattern is not UTF-8");
    const auto lead = static_cast<std::uint8_t>(pattern[0]);
    auto code_point = static_cast<char32_t>(lead & (0x7F >> std::countl_one(lead)));
    for (std::size_t at = 1; at < length; ++at) {
      code_point = code_point << 6 | (static_cast<std::uint8_t>(pattern[at]) & 0x3F);
    }
    text_ += code_point;
    pattern.remove_prefix(length);
  }
  return true;
}

bool PatternReader::take(char32_t expected) {
  if (peek() != expected) return false;
  ++at_;
  return true;
}

bool PatternReader::take(std::string_view expected) {
  for (std::size_t at = 0; at < expected.size(); ++at) {
    if (peek(at) != static_cast<char32_t>(expected[at])) return false;
  }
  at_ += expected.size();
  return true;
}

std::size_t PatternReader::offset(std::size_t at) const {
  std::size_t bytes = 0;
  for (std::size_t before = 0; before < at && before < text_.size(); ++before) {
    const char32_t character = text_[before];
    bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  }
  return bytes;
}

bool PatternReader::fail(const char* sentence, std::size_t at) {
  if (!error_) error_ = PatternError{.sentence = sentence, .offset = offset(at)};
  return false;
}

void PatternReader::refuse(const char* sentence, std::size_t at) {
  if (refusal_) return;
  refusal_ = PatternError{.sentence = sentence, .offset = offset(at), .unsupported = true};
}

bool PatternReader::read_digits(std::string& digits) {
  if (!peek_digit()) return false;
  while (take(U'0')) {
  }
  while (peek_digit()) digits += static_cast<char>(next());
  return true;
}

bool PatternReader::read_hex(std::size_t digits, std::uint32_t& number) {
  number = 0;
  for (std::size_t at = 0; at < digits; ++at) {
    const std::int32_t digit = hex_digit(peek(at));
    if (digit < 0) return false;
    number = number * 16 + static_cast<std::uint32_t>(digit);
  }
  at_ += digits;
  return true;
}

// Behind `\u`: `{…}`, or four digits; two halves of a pair are one character.
bool PatternReader::read_unicode(std::uint32_t& code_point) {
  constexpr const char* kBad = "an escape with \\u needs four hexadecimal digits, or braces";
  if (!take(U'{')) {
    if (!read_hex(4, code_point)) return fail(kBad);
    std::uint32_t low = 0;
    if (code_point >> 10 != 0xD800 >> 10 || peek() != '\\' || peek(1) != 'u') return true;
    const std::size_t behind = at_;
    at_ += 2;
    if (read_hex(4, low) && low >> 10 == 0xDC00 >> 10) {
      code_point = 0x10000 + ((code_point & 0x3FF) << 10) + (low & 0x3FF);
    } else {
      at_ = behind;
    }
    return true;
  }
  if (hex_digit(peek()) < 0) return fail(kBad);
  code_point = 0;
  for (std::int32_t digit = 0; (digit = hex_digit(peek())) >= 0; ++at_) {
    code_point = code_point * 16 + static_cast<std::uint32_t>(digit);
    if (code_point > kCodePointMax) return fail("a code point is at most 10FFFF");
  }
  return take(U'}') || fail(kBad);
}

bool PatternReader::read_property(PatternEscape& escape, bool complement) {
  const std::size_t begin = at_;
  if (!take(U'{')) return fail("\\p and \\P need the name of a property, in braces");
  std::string expression;
  while (is_letter(peek()) || peek_digit() || peek() == '_' || peek() == '=') {
    expression += static_cast<char>(next());
  }
  if (!take(U'}')) return fail("the braces around a property's name are not closed");
  const std::optional<NamedSet> found = find_unicode_property(expression);
  if (!found) return fail("ECMA-262 knows no property of this name", begin);
  escape.set = *found;
  escape.set.complement = found->complement != complement;
  return true;
}

bool PatternReader::read_set(PatternEscape& escape) {
  escape.kind = PatternEscape::Kind::set;
  const char32_t letter = next();
  const bool complement = (letter & 0x20) == 0;
  switch (letter | 0x20) {
    case 'd':
      escape.set = {.kind = NamedSet::Kind::digits, .complement = complement};
      return true;
    case 's':
      escape.set = {.kind = NamedSet::Kind::spaces, .complement = complement};
      return true;
    case 'w':
      escape.set = {.kind = NamedSet::Kind::words, .complement = complement};
      return true;
    default:
      return read_property(escape, complement);
  }
}

bool PatternReader::read_character(bool in_class, PatternEscape& escape) {
  constexpr std::string_view kControls = "tnvfr";  // From U+0009 on.
  const std::size_t begin = at_;
  const char32_t letter = next();
  if (is_one_of(letter, kControls)) {
    escape.code_point =
        static_cast<std::uint32_t>('\t' + kControls.find(static_cast<char>(letter)));
    return true;
  }
  if (is_one_of(letter, kSyntaxCharacters) || (in_class && letter == '-')) {
    escape.code_point = letter;
    return true;
  }
  switch (letter) {
    case 'b':  // In a class; elsewhere it is a place.
      escape.code_point = '\b';
      return true;
    case '0':
      if (peek_digit()) return fail("\\0 cannot be followed by a digit", begin);
      return true;
    case 'c':
      if (!is_letter(peek())) return fail("\\c needs a letter");
      escape.code_point = next() % 32;
      return true;
    case 'x':
      return read_hex(2, escape.code_point) || fail("\\x needs two hexadecimal digits");
    case 'u':
      return read_unicode(escape.code_point);
    default:
      return fail("this character cannot be escaped", begin);
  }
}

bool PatternReader::read_escape(bool in_class, PatternEscape& escape) {
  if (at_end()) return fail("a backslash ends the pattern");
  const char32_t letter = peek();
  if (is_one_of(letter, "dDsSwWpP")) return read_set(escape);
  if (!in_class && (letter == 'b' || letter == 'B')) {
    escape.kind =
        next() == 'b' ? PatternEscape::Kind::word_edge : PatternEscape::Kind::no_word_edge;
    return true;
  }
  if (!in_class && letter >= '1' && letter <= '9') {
    escape.kind = PatternEscape::Kind::number;
    std::string digits;
    (void)read_digits(digits);
    escape.group = to_count(digits);
    return true;
  }
  if (!in_class && take(U'k')) {
    escape.kind = PatternEscape::Kind::name;
    return read_group_name(escape.name);
  }
  return read_character(in_class, escape);
}

bool PatternReader::read_group_name(std::u32string& name) {
  const std::size_t begin = at_;
  if (!take(U'<')) return fail("a group's name is missing");
  while (!take(U'>')) {
    if (at_end()) return fail("a group's name is not closed", begin);
    std::uint32_t code_point = next();
    if (code_point == '\\' && (!take(U'u') || !read_unicode(code_point))) {
      return fail("a group's name holds an escape that is none");
    }
    if (name.empty() ? !begins_identifier(code_point) : !continues_identifier(code_point)) {
      return fail("a group's name is not an identifier", begin);
    }
    name += code_point;
  }
  return !name.empty() || fail("a group's name is empty", begin);
}

}  // namespace godwit::schema
