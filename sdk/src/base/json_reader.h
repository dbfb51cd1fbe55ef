// A strict pull reader of JSON text (RFC 8259): one token at a time, no allocation, bounded depth.
//
// It accepts exactly the RFC's grammar, in UTF-8, without a byte order mark; nothing may follow the
// value. Escaped surrogates must come in pairs. Duplicate keys are reported as they come. Once a
// token is `error`, all later ones are.
// Lifetime: tokens are views of the text, which must outlive them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace godwit {

enum class JsonToken : std::uint8_t {
  begin_object,
  end_object,
  begin_array,
  end_array,
  key,     // text() is the part between the quotes, with its escapes.
  string,  // As for `key`.
  number,  // text() is the number as written.
  literal_true,
  literal_false,
  literal_null,
  end,  // The text had one value and nothing else.
  error,
};

// The deepest nesting that a reader can be asked to accept.
inline constexpr std::uint32_t kJsonDepthMax = 256;

class JsonReader {
 public:
  // Nesting deeper than `depth_max` (at most kJsonDepthMax) is an error.
  explicit JsonReader(std::string_view text, std::uint32_t depth_max = 64)
      : text_(text), depth_max_(depth_max < kJsonDepthMax ? depth_max : kJsonDepthMax) {}

  JsonToken next();

  [[nodiscard]] JsonToken token() const { return token_; }
  [[nodiscard]] std::string_view text() const { return token_text_; }
  // True if the key or string has escapes; append_unescaped() then resolves them.
  [[nodiscard]] bool escaped() const { return escaped_; }
  // The byte offset of the current token, or of the error.
  [[nodiscard]] std::size_t offset() const { return token_begin_; }
  // The byte offset after the current token.
  [[nodiscard]] std::size_t end_offset() const { return at_; }
  // The error, once a token is `error`: a part of a sentence such as "a comma is missing".
  [[nodiscard]] const char* error() const { return error_; }
  [[nodiscard]] std::uint32_t depth() const { return depth_; }

  // Skips the value that starts at the current token (a whole object or array; after a key, the
  // key's value) and returns its text. An error shows in token().
  std::string_view skip_value();

 private:
  enum class State : std::uint8_t { value, value_or_end, key_or_end, key, after_value, done };

  JsonToken fail(const char* what);
  JsonToken open(bool object);
  JsonToken close(bool object);
  JsonToken read_value(char first);
  JsonToken read_string(JsonToken kind);
  const char* read_special();
  JsonToken read_number();
  JsonToken read_literal(const char* word, JsonToken kind);
  JsonToken finish(std::size_t begin, JsonToken kind);
  // The next character. At the end it is zero, which is no part of JSON's grammar.
  [[nodiscard]] char peek() const;
  bool take(char expected);
  bool take_digits();
  void skip_space();
  [[nodiscard]] bool in_object() const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t token_begin_ = 0;
  std::string_view token_text_;
  const char* error_ = nullptr;
  std::uint32_t depth_ = 0;
  std::uint32_t depth_max_;
  std::uint64_t object_bits_[kJsonDepthMax / 64] = {};
  State state_ = State::value;
  JsonToken token_ = JsonToken::error;
  bool escaped_ = false;
};

// Reads all of `text`: one JSON value, nested at most `depth_max` deep, that starts with the token
// `first`; `error` stands for any token. Returns nullptr or the error.
[[nodiscard]] const char* check_json(std::string_view text, std::uint32_t depth_max,
                                     JsonToken first = JsonToken::error);

// Steps through the elements of the JSON array `text`; any other text has none.
// Lifetime: `text` outlives the elements, which are views of it.
class JsonElements {
 public:
  explicit JsonElements(std::string_view text)
      : reader_(text), more_(reader_.next() == JsonToken::begin_array) {}
  // The text of the next element; false after the last one.
  [[nodiscard]] bool next(std::string_view& element);

 private:
  JsonReader reader_;
  bool more_;
};

// Looks up members of the JSON object `text`. values[i] becomes the text of the last member called
// names[i] (plain ASCII, written without escapes); without such a member it does not change.
// Returns nullptr or the error; members that were found before the error are then set.
const char* read_members(std::string_view text, std::span<const std::string_view> names,
                         std::string_view* values);

// The part between the quotes of a string's text; empty if `text` is something else.
[[nodiscard]] std::string_view string_text(std::string_view text);

// Appends the text of a key or string token, with its escapes resolved.
void append_unescaped(Bytes& out, std::string_view raw);

// Compares a key or string token with plain ASCII. It resolves escapes only if there are any.
[[nodiscard]] bool equals_unescaped(std::string_view raw, std::string_view plain);

// Reads a number token that is a whole number without sign, fraction or exponent. If it is not, or
// does not fit, returns false and does not change `number`.
[[nodiscard]] bool parse_whole(std::string_view text, std::uint64_t& number);
[[nodiscard]] bool parse_whole_signed(std::string_view text, std::int64_t& number);

}  // namespace godwit
