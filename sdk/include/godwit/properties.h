// The properties of an event: names and values, written as JSON once, on the caller's thread.
//
//   tracker.track("basket_changed", {{"items", 3}, {"total", 59.9}, {"coupon", nullptr}});
//
// A Property is a view: it lives only during the call in which it is written. Properties is the
// same as an object, for code that collects values step by step. If a name is set several times,
// the last value counts. Numbers that JSON cannot express (NaN, infinity) make track() answer
// invalid_argument, even if the name is set again. In text, U+FFFD replaces bytes that are not
// UTF-8, such as half a character of a text that was cut. The event is taken then, and counted as
// repaired.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/export.h"
#include "godwit/value.h"

namespace godwit {

// Properties that are collected step by step. As a Value they are an object.
// Threads: none; one object belongs to one thread at a time. clear() keeps up to 128 KiB of memory.
class GODWIT_API Properties {
 public:
  Properties() = default;
  Properties(std::initializer_list<Property> properties) {
    for (const Property& property : properties) set(property.name, property.value);
  }

  // Replaces the old value of that name. Returns itself. A value that JSON cannot express is
  // remembered, and track() answers with the error.
  Properties& set(std::string_view name, const Value& value);
  void clear();

  // The JSON object as it is now.
  [[nodiscard]] std::string_view json() const;
  // The error of the first value that could not be written; empty if there was none.
  [[nodiscard]] std::string_view error() const { return error_; }
  // True if text was repaired.
  [[nodiscard]] bool repaired() const { return repaired_; }

 private:
  // The place in text_ where a member begins, after its brace or comma.
  struct Member {
    std::size_t begin;
    std::uint32_t name_hash;
  };

  void remove(std::string_view key, std::uint32_t hash);

  std::string text_ = "{}";
  std::string error_;
  bool repaired_ = false;
  std::vector<Member> members_;
};

inline Value::Value(const Properties& object) {
  const std::string_view error = object.error();
  if (error.empty()) {
    set_text(Kind::json, object.json());
  } else {
    set_text(Kind::fault, error);
  }
}

}  // namespace godwit

#endif  // GODWIT_CPP20
