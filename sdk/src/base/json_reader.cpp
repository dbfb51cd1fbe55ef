#include "base/json_reader.h"

#include "base/utf8.h"

namespace godwit {
namespace {

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

// The value of four hexadecimal digits, or -1.
int hex4(std::string_view text, std::size_t at) {
  if (text.size() < at + 4) return -1;
  int value = 0;
  for (std::size_t index = at; index < at + 4; ++index) {
    const char c = text[index];
    const int digit = is_digit(c)              ? c - '0'
                      : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                      : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                                               : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

bool high_surrogate(int unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
bool low_surrogate(int unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

constexpr std::uint64_t kOnes = 0x0101010101010101u;

// True where none of the eight bytes ends or interrupts a run of plain ASCII in a string.
bool all_plain(std::uint64_t word) {
  const std::uint64_t quote = word ^ (kOnes * '"');
  const std::uint64_t slash = word ^ (kOnes * '\\');
  const std::uint64_t found = ((word - kOnes * 0x20) & ~word) | ((quote - kOnes) & ~quote) |
                              ((slash - kOnes) & ~slash) | word;
  return (found & 0x8080808080808080u) == 0;
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

}  // namespace

JsonToken JsonReader::fail(const char* what) {
  if (error_ == nullptr) error_ = what;
  token_begin_ = at_ < text_.size() ? at_ : text_.size();
  token_text_ = {};
  return token_ = JsonToken::error;
}

bool JsonReader::in_object() const {
  const std::uint32_t level = depth_ - 1;
  return (object_bits_[level / 64] >> (level % 64) & 1) != 0;
}

void JsonReader::skip_space() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') break;
    ++at_;
  }
}

JsonToken JsonReader::next() {
  if (error_ != nullptr) return fail(error_);
  skip_space();
  if (state_ == State::after_value && depth_ != 0 && at_ < text_.size() && text_[at_] == ',') {
    ++at_;
    state_ = in_object() ? State::key : State::value;
    skip_space();
  }
  token_begin_ = at_;
  if (at_ == text_.size()) {
    if (depth_ == 0 && state_ == State::after_value) return token_ = JsonToken::end;
    return fail("the text ends too early");
  }
  const char first = text_[at_];
  switch (state_) {
    case State::after_value:
      if (depth_ == 0) return fail("something follows the value");
      if (first != '}' && first != ']') return fail("a comma or a closing bracket is missing");
      return close(first == '}');
    case State::key_or_end:
      if (first == '}') return close(true);
      [[fallthrough]];
    case State::key:
      if (first != '"') return fail("a key in quotes is missing");
      return read_string(JsonToken::key);
    case State::value_or_end:
      if (first == ']') return close(false);
      [[fallthrough]];
    default:
      return read_value(first);
  }
}

JsonToken JsonReader::open(bool object) {
  if (depth_ == depth_max_) return fail("the value is nested too deeply");
  const std::uint64_t bit = std::uint64_t{1} << (depth_ % 64);
  std::uint64_t& word = object_bits_[depth_ / 64];
  word = object ? word | bit : word & ~bit;
  ++depth_;
  ++at_;
  state_ = object ? State::key_or_end : State::value_or_end;
  return token_ = object ? JsonToken::begin_object : JsonToken::begin_array;
}

JsonToken JsonReader::close(bool object) {
  if (in_object() != object) return fail("the closing bracket is of the wrong kind");
  --depth_;
  ++at_;
  state_ = State::after_value;
  return token_ = object ? JsonToken::end_object : JsonToken::end_array;
}

JsonToken JsonReader::read_value(char first) {
  switch (first) {
    case '{':
      return open(true);
    case '[':
      return open(false);
    case '"':
      return read_string(JsonToken::string);
    case 't':
      return read_literal("true", JsonToken::literal_true);
    case 'f':
      return read_literal("false", JsonToken::literal_false);
    case 'n':
      return read_literal("null", JsonToken::literal_null);
    default:
      if (first == '-' || is_digit(first)) return read_number();
      return fail("a value is missing");
  }
}

JsonToken JsonReader::read_literal(std::string_view word, JsonToken kind) {
  if (text_.substr(at_, word.size()) != word) return fail("a value is missing");
  token_text_ = word;
  at_ += word.size();
  state_ = State::after_value;
  return token_ = kind;
}

JsonToken JsonReader::read_number() {
  const std::size_t begin = at_;
  const auto digits = [this] {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ != from;
  };
  if (text_[at_] == '-') ++at_;
  if (at_ < text_.size() && text_[at_] == '0') {
    ++at_;
  } else if (!digits()) {
    return fail("the number has no digits");
  }
  if (at_ < text_.size() && text_[at_] == '.') {
    ++at_;
    if (!digits()) return fail("the number has no digits behind its point");
  }
  if (at_ < text_.size() && (text_[at_] | 0x20) == 'e') {
    ++at_;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    if (!digits()) return fail("the number has no digits in its exponent");
  }
  token_text_ = text_.substr(begin, at_ - begin);
  state_ = State::after_value;
  return token_ = JsonToken::number;
}

bool JsonReader::check_escape() {
  ++at_;  // the backslash
  const char letter = at_ < text_.size() ? text_[at_] : '\0';
  if (letter != 'u') {
    if (letter == '\0' || std::string_view("\"\\/bfnrt").find(letter) == std::string_view::npos) {
      fail("the escape is not one of JSON's");
      return false;
    }
    ++at_;
    return true;
  }
  const int unit = hex4(text_, at_ + 1);
  if (unit < 0) {
    fail("\\u needs four hexadecimal digits");
    return false;
  }
  at_ += 5;
  if (low_surrogate(unit) || (high_surrogate(unit) && (text_.substr(at_, 2) != "\\u" ||
                                                       !low_surrogate(hex4(text_, at_ + 2))))) {
    fail("an escaped surrogate stands alone");
    return false;
  }
  if (high_surrogate(unit)) at_ += 6;
  return true;
}

JsonToken JsonReader::read_string(JsonToken kind) {
  const std::size_t begin = ++at_;
  escaped_ = false;
  for (;;) {
    while (text_.size() - at_ >= 8 && all_plain(read_integer<std::uint64_t>(text_.data() + at_))) {
      at_ += 8;
    }
    if (at_ == text_.size()) return fail("a string is not closed");
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte == '"') break;
    if (byte == '\\') {
      escaped_ = true;
      if (!check_escape()) return token_;
    } else if (byte < 0x20) {
      return fail("a control character in a string is not escaped");
    } else {
      const std::size_t length = utf8_character_length(text_.substr(at_));
      if (length == 0) return fail("the text is not UTF-8");
      at_ += length;
    }
  }
  token_text_ = text_.substr(begin, at_ - begin);
  ++at_;
  state_ = State::after_value;
  if (kind == JsonToken::key) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != ':') return fail("a colon is missing");
    ++at_;
    state_ = State::value;
  }
  return token_ = kind;
}

std::string_view JsonReader::skip_value() {
  if (token_ == JsonToken::key) next();
  const std::size_t begin = token_begin_;
  std::uint32_t level = depth_;
  if (token_ == JsonToken::begin_object || token_ == JsonToken::begin_array) {
    --level;
    while (depth_ > level && error_ == nullptr) next();
  }
  return error_ != nullptr ? std::string_view() : text_.substr(begin, at_ - begin);
}

void append_unescaped(Bytes& out, std::string_view raw) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  while (!raw.empty()) {
    const std::size_t slash = raw.find('\\');
    if (slash == std::string_view::npos) {
      out.append(raw);
      return;
    }
    out.append(raw.substr(0, slash));
    if (slash + 1 >= raw.size()) return;
    const char letter = raw[slash + 1];
    raw.remove_prefix(slash + 2);
    if (letter != 'u') {
      const std::size_t index = kLetters.find(letter);
      if (index != std::string_view::npos) out.append(kMeanings[index]);
      continue;
    }
    int unit = hex4(raw, 0);
    raw.remove_prefix(raw.size() < 4 ? raw.size() : 4);
    std::uint32_t code_point = static_cast<std::uint32_t>(unit);
    if (high_surrogate(unit)) {
      const int low = hex4(raw, 2);
      code_point =
          0x10000u + ((code_point - 0xD800u) << 10) + static_cast<std::uint32_t>(low - 0xDC00);
      raw.remove_prefix(raw.size() < 6 ? raw.size() : 6);
    }
    append_utf8(out, code_point);
  }
}

bool equals_unescaped(std::string_view raw, std::string_view plain) {
  if (raw.find('\\') == std::string_view::npos) return raw == plain;
  char lent[64];
  Bytes resolved{std::span<char>(lent)};
  append_unescaped(resolved, raw);
  return resolved.view() == plain;
}

bool parse_whole(std::string_view text, std::uint64_t& number) {
  if (text.empty() || text.size() > 20) return false;
  std::uint64_t value = 0;
  for (char c : text) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (!is_digit(c) || value > (~std::uint64_t{0} - digit) / 10) return false;
    value = value * 10 + digit;
  }
  number = value;
  return true;
}

bool parse_whole_signed(std::string_view text, std::int64_t& number) {
  const bool negative = !text.empty() && text[0] == '-';
  std::uint64_t magnitude = 0;
  if (!parse_whole(text.substr(negative ? 1 : 0), magnitude)) return false;
  if (magnitude > static_cast<std::uint64_t>(INT64_MAX) + (negative ? 1 : 0)) return false;
  number = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  return true;
}

}  // namespace godwit
