#include "schema/regex_syntax.h"

#include <cstdint>

namespace godwit {
namespace {

constexpr std::uint32_t kNoCharacter = 0xFFFFFFFF;  // Stands for a class such as \d.
constexpr std::uint32_t kCodePointMax = 0x10FFFF;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool is_surrogate(std::uint32_t character) {
  return character >> 11 == 0xD800 >> 11;
}

bool is_name_part(std::uint32_t character) {
  if (character >= 0x80) return !is_surrogate(character);
  const char c = static_cast<char>(character);
  return is_letter(c) || is_digit(c) || c == '_' || c == '$';
}

std::uint32_t hex_value(char c) {
  if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<std::uint32_t>(lower - 'a' + 10) : 16;
}

class RegexSyntax {
 public:
  explicit RegexSyntax(std::string_view text) : text_(text) {}

  bool check();

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool take(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }
  std::string_view take_while(bool (*part)(char)) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && part(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool take_term();
  bool open_group();
  bool close_group();
  bool take_quantifier();
  bool take_counts();
  bool take_escape();
  bool take_character_escape(bool in_class, std::uint32_t& character);
  bool take_unicode_escape(std::uint32_t& character);
  bool take_hex(std::uint32_t digits, std::uint32_t& value);
  bool take_property();
  bool take_class();
  bool take_class_atom(std::uint32_t& character);
  bool take_group_name(std::string_view& name);
  bool take_name_character(std::uint32_t& character);
  void take_character(std::uint32_t& character);
  static bool same_name(std::string_view a, std::string_view b);
  void skip_token();
  std::uint32_t count_groups(std::string_view name, std::size_t end);

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t group_count_ = 0;
  std::uint32_t depth_ = 0;
  std::uint64_t assertions_[kRegexDepthMax / 64] = {};  // Marks open groups that are look-arounds.
  bool quantifiable_ = false;
};

// Skips a token that cannot be a group: an escape, a class, or a character.
void RegexSyntax::skip_token() {
  if (peek() == '[') {
    while (at_ < text_.size() && peek() != ']') at_ += peek() == '\\' ? 2 : 1;
  } else if (peek() == '\\') {
    ++at_;
  }
  ++at_;
}

// The number of capturing groups before `end`; with a name, only those with this name.
std::uint32_t RegexSyntax::count_groups(std::string_view name, std::size_t end) {
  const std::size_t before = at_;
  std::uint32_t count = 0;
  for (at_ = 0; at_ < end && at_ < text_.size();) {
    if (!take("(")) {
      skip_token();
      continue;
    }
    const bool named = take("?<") && peek() != '=' && peek() != '!';
    if (named) {
      const std::size_t begin = at_;
      for (std::uint32_t ignored = 0; take_name_character(ignored);) {
      }
      count += name.empty() || same_name(text_.substr(begin, at_ - begin), name) ? 1 : 0;
    } else if (name.empty() && text_[at_ - 1] == '(' && peek() != '?') {
      ++count;
    }
  }
  at_ = before;
  return count;
}

bool RegexSyntax::check() {
  if (text_.size() > kRegexBytesMax) return false;
  group_count_ = count_groups({}, text_.size());
  while (at_ < text_.size()) {
    if (!take_term()) return false;
  }
  return depth_ == 0;
}

bool RegexSyntax::take_term() {
  const char first = peek();
  switch (first) {
    case '(':
      return open_group();
    case ')':
      return close_group();
    case '[':
      quantifiable_ = true;
      return take_class();
    case '\\':
      return take_escape();
    case '*':
    case '+':
    case '?':
    case '{':
      return take_quantifier();
    case ']':
    case '}':
      return false;
    default:
      quantifiable_ = first != '|' && first != '^' && first != '$';
      ++at_;
      return true;
  }
}

bool RegexSyntax::open_group() {
  ++at_;
  bool assertion = false;
  if (take("?")) {
    assertion = take("=") || take("!") || take("<=") || take("<!");
    if (!assertion && !take(":")) {
      std::string_view name;
      const std::size_t begin = at_;
      if (!take_group_name(name) || count_groups(name, begin) > 1) return false;
    }
  }
  if (depth_ == kRegexDepthMax) return false;
  const std::uint64_t bit = std::uint64_t{1} << (depth_ % 64);
  std::uint64_t& word = assertions_[depth_ / 64];
  word = assertion ? word | bit : word & ~bit;
  ++depth_;
  quantifiable_ = false;
  return true;
}

bool RegexSyntax::close_group() {
  if (depth_ == 0) return false;
  ++at_;
  --depth_;
  quantifiable_ = (assertions_[depth_ / 64] >> (depth_ % 64) & 1) == 0;
  return true;
}

bool RegexSyntax::take_quantifier() {
  if (!quantifiable_) return false;
  if (take("{")) {
    if (!take_counts()) return false;
  } else {
    ++at_;
  }
  take("?");
  quantifiable_ = false;
  return true;
}

// Counts may have any number of digits.
bool RegexSyntax::take_counts() {
  std::string_view min = take_while(is_digit);
  if (min.empty()) return false;
  if (take("}")) return true;
  if (!take(",")) return false;
  std::string_view max = take_while(is_digit);
  if (!take("}")) return false;
  if (max.empty()) return true;
  while (min.starts_with('0')) min.remove_prefix(1);
  while (max.starts_with('0')) max.remove_prefix(1);
  return min.size() != max.size() ? min.size() < max.size() : min <= max;
}

bool RegexSyntax::take_escape() {
  ++at_;
  quantifiable_ = true;
  if (take("b") || take("B")) {
    quantifiable_ = false;
    return true;
  }
  if (take("k")) {
    std::string_view name;
    return take("<") && take_group_name(name) && count_groups(name, text_.size()) != 0;
  }
  if (peek() >= '1' && peek() <= '9') {
    std::uint64_t number = 0;
    for (const char c : take_while(is_digit)) {
      if (number <= group_count_) number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number <= group_count_;
  }
  std::uint32_t ignored = 0;
  return take_character_escape(false, ignored);
}

// Called after the backslash.
bool RegexSyntax::take_character_escape(bool in_class, std::uint32_t& character) {
  const char first = peek();
  ++at_;
  character = kNoCharacter;
  const std::string_view kControls = "fnrtv";
  constexpr std::uint32_t kControlCodes[] = {'\f', '\n', '\r', '\t', '\v'};
  if (const std::size_t control = kControls.find(first); control != std::string_view::npos) {
    character = kControlCodes[control];
    return true;
  }
  switch (first) {
    case 'd':
    case 'D':
    case 's':
    case 'S':
    case 'w':
    case 'W':
      return true;
    case 'p':
    case 'P':
      return take_property();
    case 'c':
      character = static_cast<unsigned char>(peek()) & 31u;
      return is_letter(peek()) && ++at_ != 0;
    case '0':
      character = 0;
      return !is_digit(peek());
    case 'x':
      return take_hex(2, character);
    case 'u':
      return take_unicode_escape(character);
    case 'b':
      character = '\b';
      return in_class;
    default:
      character = static_cast<unsigned char>(first);
      return std::string_view("^$\\.*+?()[]{}|/").find(first) != std::string_view::npos ||
             (in_class && first == '-');
  }
}

bool RegexSyntax::take_hex(std::uint32_t digits, std::uint32_t& value) {
  value = 0;
  for (std::uint32_t i = 0; i < digits; ++i, ++at_) {
    if (hex_value(peek()) > 15) return false;
    value = value << 4 | hex_value(peek());
  }
  return true;
}

bool RegexSyntax::take_unicode_escape(std::uint32_t& character) {
  if (take("{")) {
    character = 0;
    const std::size_t begin = at_;
    for (; hex_value(peek()) <= 15; ++at_) {
      if (character <= kCodePointMax) character = character << 4 | hex_value(peek());
    }
    return at_ != begin && take("}") && character <= kCodePointMax;
  }
  if (!take_hex(4, character)) return false;
  std::uint32_t low = 0;
  const std::size_t behind = at_;
  if (character >> 10 == 0xD800 >> 10 && take("\\u") && take_hex(4, low) &&
      low >> 10 == 0xDC00 >> 10) {
    character = 0x10000 + ((character & 0x3FF) << 10 | (low & 0x3FF));
  } else {
    at_ = behind;
  }
  return true;
}

bool RegexSyntax::take_property() {
  const auto part = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  if (!take("{") || take_while(part).empty()) return false;
  if (take("=") && take_while(part).empty()) return false;
  return take("}");
}

bool RegexSyntax::take_class() {
  ++at_;
  take("^");
  while (!take("]")) {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    if (!take_class_atom(low)) return false;
    if (peek() != '-' || peek(1) == ']') continue;
    ++at_;
    if (!take_class_atom(high) || low == kNoCharacter || high == kNoCharacter || low > high) {
      return false;
    }
  }
  return true;
}

bool RegexSyntax::take_class_atom(std::uint32_t& character) {
  if (at_ == text_.size()) return false;
  if (take("\\")) return take_character_escape(true, character);
  take_character(character);
  return true;
}

// Not called at the end of the text.
void RegexSyntax::take_character(std::uint32_t& character) {
  const auto first = static_cast<unsigned char>(text_[at_++]);
  character = first;
  if (first < 0x80) return;
  character = first < 0xE0 ? first & 0x1Fu : first < 0xF0 ? first & 0x0Fu : first & 0x07u;
  while (at_ < text_.size() && (text_[at_] & 0xC0) == 0x80) {
    character = character << 6 | (static_cast<unsigned char>(text_[at_++]) & 0x3Fu);
  }
}

// Does not move unless a character of a name comes.
bool RegexSyntax::take_name_character(std::uint32_t& character) {
  const std::size_t before = at_;
  bool taken = at_ < text_.size();
  if (take("\\u")) {
    taken = take_unicode_escape(character);
  } else if (taken) {
    take_character(character);
  }
  if (taken && is_name_part(character)) return true;
  at_ = before;
  return false;
}

bool RegexSyntax::same_name(std::string_view a, std::string_view b) {
  RegexSyntax one(a);
  RegexSyntax other(b);
  std::uint32_t of_one = 0;
  std::uint32_t of_other = 0;
  while (one.take_name_character(of_one)) {
    if (!other.take_name_character(of_other) || of_one != of_other) return false;
  }
  return !other.take_name_character(of_other);
}

// Takes "name>". The "<" of a group is taken here too.
bool RegexSyntax::take_group_name(std::string_view& name) {
  if (text_[at_ - 1] != '<' && !take("<")) return false;
  const std::size_t begin = at_;
  std::uint32_t first = 0;
  if (!take_name_character(first) || (first < 0x80 && is_digit(static_cast<char>(first)))) {
    return false;
  }
  for (std::uint32_t ignored = 0; take_name_character(ignored);) {
  }
  name = text_.substr(begin, at_ - begin);
  return take(">");
}

}  // namespace

bool is_regex(std::string_view text) {
  return RegexSyntax(text).check();
}

}  // namespace godwit
