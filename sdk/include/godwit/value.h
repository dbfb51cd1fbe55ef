// One JSON value, made from a C++ value.
//
// | written | becomes |
// | --- | --- |
// | nullptr, std::nullopt, a const char* that is NULL | null |
// | bool; an integer of up to 64 bits; float, double | true or false; the number |
// | std::string, std::string_view, "text", u8"text" | text, which must be UTF-8 |
// | std::optional<T> | null if it is empty; otherwise as its T |
// | std::vector<T>, std::array, std::span, std::set, T[n] and the like | a list |
// | Properties, Value::object() | an object |
// | Value::json() | the JSON text that it is given, once it is checked |
//
// A type that could be meant in two ways does not compile; value_advice.h has what to write.
// Lifetime: refers to the text, lists and Properties that it was made from.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "godwit/export.h"
#include "godwit/value_advice.h"

namespace godwit {

class Properties;
class Value;
struct Property;

template <typename T>
concept NullSource = std::same_as<T, std::nullptr_t> || std::same_as<T, std::nullopt_t>;

template <typename T>
concept BooleanSource = std::same_as<T, bool> || std::same_as<T, std::vector<bool>::reference>;

template <typename T>
concept IntegerSource =
    std::integral<T> && !BooleanSource<T> && !CharacterType<T> && sizeof(T) <= sizeof(std::int64_t);

template <typename T>
concept NumberSource = IntegerSource<T> || std::same_as<T, float> || std::same_as<T, double>;

// Types that can be read as text without a copy.
template <typename T>
concept TextSource =
    !std::is_null_pointer_v<T> && std::is_convertible_v<const T&, std::string_view>;

template <typename T>
concept Utf8TextSource =
    !std::is_null_pointer_v<T> && std::is_convertible_v<const T&, std::u8string_view>;

// A class that converts itself to a Value: `operator godwit::Value() const`.
template <typename T>
concept ValueConvertible = requires(const T& from) {
  from.operator Value();
};

template <typename T>
requires std::is_constructible_v<Value, const T&>
void take_optional(const std::optional<T>&);

template <typename T>
concept OptionalSource = requires(const T& from) {
  take_optional(from);
};

// The type by which an element is passed: a number by value, because std::vector<bool> gives its
// elements as objects of another type; all others as a reference into the list, because they must
// exist while they are written.
template <typename T>
using ElementOf = std::conditional_t<std::is_arithmetic_v<std::ranges::range_value_t<const T>>,
                                     std::ranges::range_value_t<const T>,
                                     std::ranges::range_reference_t<const T>>;

template <typename Element>
concept ElementSource = (std::is_lvalue_reference_v<Element> ||
                         std::is_arithmetic_v<Element>)&&std::is_constructible_v<Value, Element>;

template <typename T>
concept ListSource =
    std::ranges::forward_range<const T> && !TextSource<T> && !Utf8TextSource<T> &&
    !std::same_as<std::remove_cvref_t<std::ranges::range_reference_t<const T>>, T> &&
    ElementSource<ElementOf<T>>;

template <typename T>
concept NoSource =
    !std::is_base_of_v<Value, T> && !std::is_base_of_v<Properties, T> && !NullSource<T> &&
    !BooleanSource<T> && !NumberSource<T> && !TextSource<T> && !Utf8TextSource<T> &&
    !ValueConvertible<T> && !OptionalSource<T> && !ListSource<T>;

class GODWIT_API Value {
 public:
  enum class Kind : std::uint8_t {
    null,
    boolean,
    whole,
    natural,
    real,
    text,
    json,
    list,
    object,
    fault,  // Made from Properties with an error; text() has it.
  };

  template <NullSource T>
  Value(T) {}
  template <BooleanSource T>
  Value(T value) : kind_(Kind::boolean), scalar_{.boolean = value} {}
  template <NumberSource T>
  Value(T value) {
    if constexpr (std::floating_point<T>) {
      kind_ = Kind::real;
      scalar_.real = static_cast<double>(value);
    } else if constexpr (std::is_signed_v<T>) {
      kind_ = Kind::whole;
      scalar_.whole = value;
    } else {
      kind_ = Kind::natural;
      scalar_.natural = value;
    }
  }
  template <TextSource T>
  Value(const T& text) {
    if constexpr (std::is_pointer_v<T>) {
      if (text == nullptr) return;
    }
    set_text(Kind::text, text);
  }
  template <Utf8TextSource T>
  Value(const T& text) {
    if constexpr (std::is_pointer_v<T>) {
      if (text == nullptr) return;
    }
    const std::u8string_view view = text;
    set_text(Kind::text, {reinterpret_cast<const char*>(view.data()), view.size()});
  }
  template <OptionalSource T>
  Value(const T& optional) : Value(optional.has_value() ? Value(*optional) : Value(nullptr)) {}
  template <ListSource T>
  Value(const T& elements) {
    if constexpr (std::ranges::contiguous_range<const T> && std::ranges::sized_range<const T>) {
      using Element = std::ranges::range_value_t<const T>;
      set_list({std::ranges::data(elements), &visit_array<Element>}, std::ranges::size(elements));
    } else {
      set_list({&elements, &visit_range<T>}, 0);
    }
  }
  Value(const Properties& object);
  // A type that could be meant in two ways, or in none.
  template <NoSource T, typename Write = InPlaceOfValue<T>>
  Value(const T&) = delete;

  // A value that is JSON text already. It is checked when it is written.
  static Value json(std::string_view text) {
    Value value(nullptr);
    value.set_text(Kind::json, text);
    return value;
  }
  static Value list(std::initializer_list<Value> values);
  template <ListSource T>
  static Value list(const T& elements) {
    return Value(elements);
  }
  // If a name is there several times, the last property counts.
  static Value object(std::initializer_list<Property> properties);
  static Value object(std::span<const Property> properties);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool boolean() const { return scalar_.boolean; }
  [[nodiscard]] std::int64_t whole() const { return scalar_.whole; }
  [[nodiscard]] std::uint64_t natural() const { return scalar_.natural; }
  [[nodiscard]] double real() const { return scalar_.real; }
  // The text of text, json and fault.
  [[nodiscard]] std::string_view text() const { return {text_, scalar_.size}; }
  // The members of an object.
  [[nodiscard]] std::span<const Property> object() const;

  // Shows each element of a list, until `visit` returns false.
  using Visit = bool (*)(void* context, const Value& element);
  void each(void* context, Visit visit) const {
    list_.visit_all(list_.from, scalar_.size, context, visit);
  }

 private:
  struct List {
    const void* from;
    void (*visit_all)(const void* from, std::size_t count, void* context, Visit visit);
  };

  template <typename Element>
  static void visit_array(const void* from, std::size_t count, void* context, Visit visit) {
    const auto* const elements = static_cast<const Element*>(from);
    for (std::size_t i = 0; i < count; ++i) {
      if (!visit(context, Value(elements[i]))) return;
    }
  }
  template <typename T>
  static void visit_range(const void* from, std::size_t, void* context, Visit visit) {
    for (auto&& element : *static_cast<const T*>(from)) {
      if (!visit(context, Value(static_cast<ElementOf<T>>(element)))) return;
    }
  }

  void set_text(Kind kind, std::string_view text) {
    kind_ = kind;
    scalar_.size = text.size();
    text_ = text.data();
  }
  void set_list(const List& list, std::size_t count) {
    kind_ = Kind::list;
    scalar_.size = count;
    list_ = list;
  }

  Kind kind_ = Kind::null;
  union {
    bool boolean;
    std::int64_t whole;
    std::uint64_t natural;
    double real;
    std::size_t size = 0;  // The size of text, list or object.
  } scalar_;
  union {
    const char* text_ = nullptr;
    const Property* object_;
    List list_;
  };
};

// A name and its value. Lifetime: refers to both.
struct Property {
  Property() = default;
  Property(std::string_view its_name, const Value& its_value) : name(its_name), value(its_value) {}
  // Names the type to write instead, as Value does; for an aggregate, not every compiler would.
  template <NoSource T, typename Write = InPlaceOfValue<T>>
  Property(std::string_view name, const T& value) = delete;

  std::string_view name = {};
  Value value = nullptr;
};

inline Value Value::list(std::initializer_list<Value> values) {
  Value value(nullptr);
  value.set_list({values.begin(), &visit_array<Value>}, values.size());
  return value;
}

inline Value Value::object(std::span<const Property> properties) {
  Value value(nullptr);
  value.kind_ = Kind::object;
  value.scalar_.size = properties.size();
  value.object_ = properties.data();
  return value;
}

inline Value Value::object(std::initializer_list<Property> properties) {
  return object(std::span<const Property>(properties.begin(), properties.size()));
}

inline std::span<const Property> Value::object() const {
  return {object_, scalar_.size};
}

}  // namespace godwit

#endif  // GODWIT_CPP20
