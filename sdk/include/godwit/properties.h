// What an event says: names and values, written as JSON once, on the caller's thread.
//
//   tracker.track("basket_changed", {{"items", 3}, {"total", 59.9}, {"coupon", nullptr}});
//
// A Property is a view: it lives only for the call that it is written in. Properties is the same as
// an object, for code that collects values step by step. Of values set under one name the last
// counts. Numbers that JSON cannot say (NaN, infinity) make track() answer invalid_argument, even
// if the name is set again. In text, U+FFFD takes the place of bytes that are not UTF-8, such as
// half a character of a text that was cut; the event is taken, and counted as repaired.
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

// Properties collected step by step. As a Value they are an object.
// Threads: none; one object belongs to one thread at a time. clear() keeps up
// to 128 KiB of memory.
class GODWIT_API Properties {
 public:
  Properties() = default;
  Properties(std::initializer_list<Property> properties) {
    for (const Property& property : properties) set(property.name, property.value);
  }

  // Replaces the value that the name had. Returns itself. A value that JSON cannot say is
  // remembered, and track() answers for it.
  Properties& set(std::string_view name, const Value& value);
  void clear();

  // The JSON object so far.
  [[nodiscard]] std::string_view json() const;
  // What was wrong with the first value that could not be written; empty where nothing was.
  [[nodiscard]] std::string_view error() const { return error_; }
  // Whether text was repaired.
  [[nodiscard]] bool repaired() const { return repaired_; }

 private:
  // Where a member begins in text_, behind the brace or comma before it.
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
