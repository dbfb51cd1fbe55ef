// One flag of a command line: its line in the manual, and its effect.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "command_line/manual.h"

namespace godwit::command_line {

class Flag {
 public:
  // Takes a value; returns false if the value is none of the flag's.
  using Take = std::function<bool(std::string_view)>;

  // `expected` describes good values: "a whole number from 0 to 9". Empty: every value is good.
  Flag(std::string_view name, std::string_view value, std::string_view help, std::string expected,
       Take take)
      : row_{std::string(name), '\0', std::string(value), std::string(help), false},
        expected_(std::move(expected)),
        take_(std::move(take)) {}

  // --- What a program may say of a flag that it adds.

  Flag& required() {
    row_.required = true;
    return *this;
  }
  // `-o` does the same.
  Flag& letter(char letter) {
    row_.letter = letter;
    return *this;
  }
  // Refuses an empty value. `advice` says what to pass: "name a directory".
  Flag& not_empty(std::string_view advice) {
    advice_ = advice;
    return *this;
  }
  // May be given several times.
  Flag& repeated() {
    is_repeated_ = true;
    return *this;
  }

  // --- What the parser asks.

  [[nodiscard]] const FlagRow& row() const { return row_; }
  [[nodiscard]] bool takes_value() const { return !row_.value.empty(); }
  [[nodiscard]] bool is_given() const { return is_given_; }
  [[nodiscard]] const std::string& expected() const { return expected_; }
  // Takes the value and returns an empty text, or returns a sentence that says what is wrong with
  // it. `shown` is the flag as it was typed.
  [[nodiscard]] std::string take(std::string_view shown, std::string_view value);

 private:
  FlagRow row_;
  std::string expected_;
  std::string advice_;  // Empty: the value may be empty.
  Take take_;
  bool is_repeated_ = false;
  bool is_given_ = false;
};

}  // namespace godwit::command_line
