#include "base/json_reader.h"

#include "base/json_text.h"
#include "base/utf8.h"

namespace godwit {
namespace {

constexpr const char* kNoComma = "a comma or the right bracket is missing";
constexpr const char* kNoDigits = "the number lacks digits";
constexpr const char* kNoObject = "it must be a JSON object";
constexpr const char* kTooShort = "the text ends too early";

bool is_digit(char character) {
  return character >= '0' && character <= '9';
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

char JsonReader::peek() const {
  return at_ < text_.size() ? text_[at_] : '\0';
}

bool JsonReader::take(char expected) {
  if (peek() != expected) return false;
  ++at_;
  return true;
}

void JsonReader::skip_space() {
  if (peek() > ' ') return;  // The usual case.
  while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++at_;
}

JsonToken JsonReader::next() {
  if (error_ != nullptr) return fail(error_);
  skip_space();
  if (state_ == State::after_value && depth_ != 0 && take(',')) {
    state_ = in_object() ? State::key : State::value;
    skip_space();
  }
  token_begin_ = at_;
  if (at_ == text_.size()) {
    if (depth_ == 0 && state_ == State::after_value) return token_ = JsonToken::end;
    return fail(kTooShort);
  }
  const char first = text_[at_];
  switch (state_) {
    case State::after_value:
      if (depth_ == 0) return fail("something follows the value");
      if (first != '}' && first != ']') return fail(kNoComma);
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
  if (in_object() != object) return fail(kNoComma);
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

JsonToken JsonReader::read_literal(const char* word, JsonToken kind) {
  const std::size_t begin = at_;
  for (; *word != '\0'; ++word) {
    if (!take(*word)) return fail("a value is missing");
  }
  return finish(begin, kind);
}

bool JsonReader::take_digits() {
  const std::size_t begin = at_;
  while (is_digit(peek())) ++at_;
  return at_ != begin;
}

JsonToken JsonReader::read_number() {
  const std::size_t begin = at_;
  take('-');
  if (!take('0') && !take_digits()) return fail(kNoDigits);
  if (take('.') && !take_digits()) return fail(kNoDigits);
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (!take_digits()) return fail(kNoDigits);
  }
  return finish(begin, JsonToken::number);
}

// Reads a special character of a string. Returns nullptr or the error.
const char* JsonReader::read_special() {
  std::string_view rest = text_.substr(at_);
  if (rest.empty()) return kTooShort;
  if (rest[0] == '\\') {
    escaped_ = true;
    std::uint32_t ignored = 0;
    if (const char* wrong = read_json_escape(rest, ignored)) return wrong;
  } else if (static_cast<unsigned char>(rest[0]) < 0x20) {
    return "a control character in a string is not escaped";
  } else {
    const std::size_t length = utf8_character_length(rest);
    if (length == 0) return "the text is not UTF-8";
    rest.remove_prefix(length);
  }
  at_ = text_.size() - rest.size();
  return nullptr;
}

JsonToken JsonReader::read_string(JsonToken kind) {
  const std::size_t begin = ++at_;
  escaped_ = false;
  for (;;) {
    at_ += json_plain_prefix({text_.data() + at_, text_.size() - at_});
    if (peek() == '"') break;
    if (const char* wrong = read_special()) return fail(wrong);
  }
  finish(begin, kind);
  ++at_;
  if (kind == JsonToken::key) {
    skip_space();
    if (!take(':')) return fail("a colon is missing");
    state_ = State::value;
  }
  return token_;
}

// The token ends here, and so does the value.
JsonToken JsonReader::finish(std::size_t begin, JsonToken kind) {
  token_text_ = text_.substr(begin, at_ - begin);
  state_ = State::after_value;
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

const char* check_json(std::string_view text, std::uint32_t depth_max, JsonToken first) {
  JsonReader reader(text, depth_max);
  if (first != JsonToken::error && reader.next() != first && reader.error() == nullptr) {
    return kNoObject;
  }
  while (reader.token() != JsonToken::end && reader.error() == nullptr) reader.next();
  return reader.error();
}

bool JsonElements::next(std::string_view& element) {
  if (!more_) return false;
  more_ = reader_.next() != JsonToken::end_array;
  element = reader_.skip_value();
  return more_ = more_ && reader_.error() == nullptr;
}

const char* read_members(std::string_view text, std::span<const std::string_view> names,
                         std::string_view* values) {
  JsonReader reader(text);
  if (reader.next() != JsonToken::begin_object) return kNoObject;
  while (reader.next() == JsonToken::key) {
    const std::string_view name = reader.text();
    const std::string_view value = reader.skip_value();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i] == name) values[i] = value;
    }
  }
  reader.next();
  return reader.error();
}

std::string_view string_text(std::string_view text) {
  return text.starts_with('"') ? text.substr(1, text.size() - 2) : std::string_view();
}

void append_unescaped(Bytes& out, std::string_view raw) {
  while (!raw.empty()) {
    std::size_t run = 0;
    while (run < raw.size() && raw[run] != '\\') ++run;
    out.append(raw.substr(0, run));
    raw.remove_prefix(run);
    std::uint32_t code_point = 0;
    if (raw.empty() || read_json_escape(raw, code_point) != nullptr) return;
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
