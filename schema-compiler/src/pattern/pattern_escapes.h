// The smallest parts of a pattern: its characters and its escapes.
//
// A function that returns false has left the reason in error(); the first one counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/pattern_syntax.h"

namespace godwit::schema {

struct PatternEscape {
  enum class Kind : std::uint8_t { character, set, word_edge, no_word_edge, number, name };
  Kind kind = Kind::character;
  std::uint32_t code_point = 0;
  NamedSet set;
  std::uint32_t group = 0;  // For a back-reference by number.
  std::u32string name;      // For a back-reference by name.
};

class PatternReader {
 public:
  // Returns false where the pattern is not UTF-8.
  [[nodiscard]] bool open(std::string_view pattern);

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  // The character to come, or one behind it; kNone at the end.
  static constexpr char32_t kNone = 0xFFFFFFFF;
  [[nodiscard]] char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : kNone;
  }
  [[nodiscard]] bool peek_digit() const { return peek() >= '0' && peek() <= '9'; }
  char32_t next() { return text_[at_++]; }
  bool take(char32_t expected);
  bool take(std::string_view expected);

  // A run of digits, at least one, without the zeros before them.
  [[nodiscard]] bool read_digits(std::string& digits);
  // Reads the characters after a backslash, outside a class or in one.
  [[nodiscard]] bool read_escape(bool in_class, PatternEscape& escape);
  // `<name>`.
  [[nodiscard]] bool read_group_name(std::u32string& name);

  bool fail(const char* sentence) { return fail(sentence, at_); }
  bool fail(const char* sentence, std::size_t at);
  // Notes that the pattern cannot be run, though it may be well-formed.
  void refuse(const char* sentence, std::size_t at);
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::optional<PatternError> error() const { return error_ ? error_ : refusal_; }

 private:
  [[nodiscard]] std::size_t offset(std::size_t at) const;
  [[nodiscard]] bool read_hex(std::size_t digits, std::uint32_t& number);
  [[nodiscard]] bool read_unicode(std::uint32_t& code_point);
  [[nodiscard]] bool read_property(PatternEscape& escape, bool complement);
  [[nodiscard]] bool read_set(PatternEscape& escape);
  [[nodiscard]] bool read_character(bool in_class, PatternEscape& escape);

  std::u32string text_;
  std::size_t at_ = 0;
  std::optional<PatternError> error_;
  std::optional<PatternError> refusal_;
};

// A decimal number without zeros before it; PatternNode::kNoMax - 1 where it is too great.
[[nodiscard]] std::uint32_t to_count(const std::string& digits);

}  // namespace godwit::schema
