// What an event says: names and values, written as JSON once, on the caller's thread.
//
//   tracker.track("basket_changed", {{"items", 3}, {"total", 59.9}, {"coupon", nullptr}});
//
// Values are views: a Property lives only for the call that it is written in. Properties is the
// same as an object, for code that collects values step by step. Numbers that JSON cannot say (NaN,
// infinity) and text that is not UTF-8 make track() answer invalid_argument.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "godwit/export.h"

namespace godwit {

struct Property;

// One JSON value. Lifetime: refers to the text and lists it was made from.
class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, whole, natural, real, text, json, list, object };

  Value(std::nullptr_t) {}
  template <std::same_as<bool> T>
  Value(T value) : kind_(Kind::boolean) {
    boolean_ = value;
  }
  template <std::signed_integral T>
  Value(T value) : kind_(Kind::whole) {
    whole_ = value;
  }
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) Value(T value) : kind_(Kind::natural) { natural_ = value; }
  template <std::floating_point T>
  Value(T value) : kind_(Kind::real) {
    real_ = static_cast<double>(value);
  }
  Value(std::string_view text) : kind_(Kind::text), text_(text) {}
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(const char* text) : Value(text == nullptr ? std::string_view() : std::string_view(text)) {
    if (text == nullptr) kind_ = Kind::null;
  }

  // A value that is JSON text already; checked when it is written.
  static Value json(std::string_view text) {
    Value value(text);
    value.kind_ = Kind::json;
    return value;
  }
  static Value list(std::initializer_list<Value> values);
  static Value object(std::initializer_list<Property> properties);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool boolean() const { return boolean_; }
  [[nodiscard]] std::int64_t whole() const { return whole_; }
  [[nodiscard]] std::uint64_t natural() const { return natural_; }
  [[nodiscard]] double real() const { return real_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] const Value* list_begin() const { return list_; }
  [[nodiscard]] const Property* object_begin() const { return object_; }
  [[nodiscard]] std::size_t count() const { return natural_size_; }

 private:
  Kind kind_ = Kind::null;
  union {
    bool boolean_;
    std::int64_t whole_;
    std::uint64_t natural_;
    double real_;
    std::size_t natural_size_ = 0;
  };
  union {
    std::string_view text_{};
    const Value* list_;
    const Property* object_;
  };
};

struct Property {
  std::string_view name;
  Value value;
};

inline Value Value::list(std::initializer_list<Value> values) {
  Value value(nullptr);
  value.kind_ = Kind::list;
  value.natural_size_ = values.size();
  value.list_ = values.begin();
  return value;
}

inline Value Value::object(std::initializer_list<Property> properties) {
  Value value(nullptr);
  value.kind_ = Kind::object;
  value.natural_size_ = properties.size();
  value.object_ = properties.begin();
  return value;
}

// Properties collected step by step. Setting a name twice sends it twice: the first counts.
// Threads: none; one object belongs to one thread at a time. clear() keeps up
// to 64 KiB of memory.
class GODWIT_API Properties {
 public:
  Properties() = default;
  Properties(std::initializer_list<Property> properties) {
    for (const Property& property : properties) set(property.name, property.value);
  }

  // Returns itself. A value that JSON cannot say is remembered, and track() answers for it.
  Properties& set(std::string_view name, const Value& value);
  void clear();

  // The JSON object so far.
  [[nodiscard]] std::string_view json() const;
  // What was wrong with the first value that could not be written; empty where nothing was.
  [[nodiscard]] std::string_view error() const { return error_; }

 private:
  std::string text_ = "{}";
  std::string error_;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
