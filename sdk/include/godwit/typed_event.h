// The parts of the code that `godwit schema compile --cpp` writes: required fields, optional
// fields, and the writer that turns them into the JSON of an event.
//
// Compiles with and without exceptions and RTTI. If memory runs out, the program ends.
// Threads: none; an event belongs to one thread at a time.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "godwit/properties.h"
#include "godwit/schema.h"
#include "godwit/status.h"
#include "godwit/tracker.h"

namespace godwit {

// The text of one JSON value, for a field whose schema has no C++ type. The writer checks it.
struct Json {
  explicit Json(std::string json) : text(std::move(json)) {}

  std::string text;
};

// True for a const char* that is NULL. The writer leaves it out of an optional field, writes null
// if the schema allows that, and otherwise the empty text.
template <typename From>
bool typed_null(const From& from) {
  if constexpr (std::is_pointer_v<From>) return from == nullptr;
  return false;
}

// The types that a field of type T accepts. Stricter than C++ where C++ would change the value: 2.5
// is no integer, "yes" no boolean, and nullptr no text.
template <typename T>
struct TypedConversion {
  template <typename From>
  static constexpr bool kTakes = std::is_convertible_v<From, T>;
  template <typename From>
  static T make(From&& from) {
    return std::forward<From>(from);
  }
};

template <>
struct TypedConversion<bool> {
  template <typename From>
  static constexpr bool kTakes = std::is_same_v<std::remove_cvref_t<From>, bool>;
  template <typename From>
  static bool make(const From& from) {
    return from;
  }
};

template <>
struct TypedConversion<std::int64_t> {
  template <typename From, typename Plain = std::remove_cvref_t<From>>
  static constexpr bool kTakes = IntegerSource<Plain> &&
                                 (std::is_signed_v<Plain> || sizeof(Plain) < sizeof(std::int64_t));
  template <typename From>
  static std::int64_t make(const From& from) {
    return from;
  }
};

template <>
struct TypedConversion<double> {
  template <typename From, typename Plain = std::remove_cvref_t<From>>
  static constexpr bool kTakes = NumberSource<Plain>;
  template <typename From>
  static double make(const From& from) {
    return static_cast<double>(from);
  }
};

template <>
struct TypedConversion<std::string> {
  template <typename From>
  static constexpr bool kTakes = std::is_convertible_v<From, std::string_view> &&
                                 !std::is_null_pointer_v<std::remove_cvref_t<From>>;
  template <typename From>
  static std::string make(const From& from) {
    if (typed_null(from)) return {};
    return std::string(std::string_view(from));
  }
};

template <typename T>
struct TypedConversion<std::optional<T>> {
  template <typename From, typename Plain = std::remove_cvref_t<From>>
  static constexpr bool kTakes =
      std::is_same_v<Plain, std::nullopt_t> || std::is_same_v<Plain, T> ||
      TypedConversion<T>::template kTakes<From>;
  template <typename From>
  static std::optional<T> make(From&& from) {
    if constexpr (std::is_same_v<std::remove_cvref_t<From>, std::nullopt_t>) {
      return std::nullopt;
    } else if constexpr (std::is_same_v<std::remove_cvref_t<From>, T>) {
      return std::optional<T>(std::forward<From>(from));
    } else {
      if (typed_null(from)) return std::nullopt;
      return TypedConversion<T>::make(std::forward<From>(from));
    }
  }
};

// The elements of a list in braces; other fields have none.
template <typename T>
struct TypedElements {
  static constexpr bool kAny = false;
  struct Type {};
};

template <typename T>
struct TypedElements<std::vector<T>> {
  static constexpr bool kAny = true;
  using Type = T;
};

// A type that a field of type T accepts: T, or one that becomes T without changing its value.
template <typename From, typename T>
concept TypedSource =
    std::is_same_v<std::remove_cvref_t<From>, T> || TypedConversion<T>::template kTakes<From>;

template <typename T, typename From>
T typed_value(From&& from) {
  if constexpr (std::is_same_v<std::remove_cvref_t<From>, T>) {
    return std::forward<From>(from);
  } else {
    return TypedConversion<T>::make(std::forward<From>(from));
  }
}

// A required field: without a value, an event does not compile.
template <typename T>
class Required {
 public:
  template <TypedSource<T> From>
  Required(From&& from) : value_(typed_value<T>(std::forward<From>(from))) {}
  // Structs and lists may be written in braces.
  Required(T value) requires(std::is_aggregate_v<T>) : value_(std::move(value)) {}
  Required(std::initializer_list<typename TypedElements<T>::Type> elements) requires(
      TypedElements<T>::kAny)
      : value_(elements) {}

  [[nodiscard]] const T& operator*() const { return value_; }
  [[nodiscard]] T& operator*() { return value_; }
  [[nodiscard]] const T* operator->() const { return &value_; }
  [[nodiscard]] T* operator->() { return &value_; }

 private:
  T value_;
};

// An optional field: a std::optional that is as strict as Required. If T itself is optional,
// std::nullopt leaves the field out, and an empty T is written as null.
template <typename T>
class Optional : public std::optional<T> {
 public:
  Optional() = default;
  Optional(std::nullopt_t) {}
  template <std::same_as<std::optional<T>> From>
  Optional(From from) : std::optional<T>(std::move(from)) {}
  template <TypedSource<T> From>
  requires(!std::is_same_v<std::remove_cvref_t<From>, std::nullopt_t>) Optional(From&& from)
      : std::optional<T>(
            typed_null(from)
                ? std::nullopt
                : std::optional<T>(std::in_place, typed_value<T>(std::forward<From>(from)))) {}
  Optional(T value) requires(std::is_aggregate_v<T>)
      : std::optional<T>(std::in_place, std::move(value)) {}
  Optional(std::initializer_list<typename TypedElements<T>::Type> elements) requires(
      TypedElements<T>::kAny)
      : std::optional<T>(std::in_place, elements) {}
};

// Writes an event's JSON, first into its own memory, and into a string once that is full. Remembers
// the first field that JSON cannot express, and writes nothing more after it.
class TypedEventWriter {
 public:
  TypedEventWriter() = default;
  TypedEventWriter(const TypedEventWriter&) = delete;
  TypedEventWriter& operator=(const TypedEventWriter&) = delete;

  // Appends text that is JSON already.
  void raw(std::string_view json) {
    std::memcpy(prepare(json.size()), json.data(), json.size());
    size_ += json.size();
  }
  // `key` is `,"name":`. After the object's opening brace, the comma is left out.
  template <typename T>
  void member(std::string_view key, const T& value) {
    if (failed()) return;
    if (data_[size_ - 1] == '{') key.remove_prefix(1);
    raw(key);
    write_json(*this, value);
    if (failed()) place_failure(key.substr(key.find('"') + 1, key.rfind('"') - key.find('"') - 1));
  }
  template <typename T>
  void member(std::string_view key, const Required<T>& value) {
    member(key, *value);
  }
  template <typename T>
  void member(std::string_view key, const Optional<T>& value) {
    if (value.has_value()) member(key, *value);
  }
  template <typename T>
  void list(const std::vector<T>& values) {
    raw("[");
    for (std::size_t i = 0; i < values.size() && !failed(); ++i) {
      if (i != 0) raw(",");
      const T& value = values[i];
      write_json(*this, value);
      if (failed()) place_failure(std::to_string(i));
    }
    raw("]");
  }
  void text(std::string_view text);
  void real(double number);
  void whole(std::int64_t number);
  void json(std::string_view json);
  // Json that must be an object with all properties of an event.
  void object(const Json& json);
  // Writes one of the texts; the index is an enumerator's.
  template <std::size_t kCount>
  void choice(const std::string_view (&texts)[kCount], std::size_t index) {
    if (index < kCount) return raw(texts[index]);
    fail("is no value of its enum");
  }

  [[nodiscard]] bool failed() const { return why_ != nullptr; }
  [[nodiscard]] std::string_view view() const { return {data_, size_}; }
  // Passes the event on. Returns invalid_argument with the field if the event could not be written.
  Receipt send(Tracker& tracker, std::string_view name, const SchemaVersion& version,
               const TrackOptions& options) const;

 private:
  // More than the longest double and the longest integer.
  static constexpr std::size_t kNumberBytesMax = 32;
  static constexpr std::size_t kLentBytes = 2048;

  void fail(const char* why) {
    if (why_ == nullptr) why_ = why;
  }
  void place_failure(std::string_view step) noexcept { pointer_.insert(0, step).insert(0, 1, '/'); }
  char* prepare(std::size_t count) {
    if (capacity_ - size_ < count) grow(count);
    return data_ + size_;
  }
  void grow(std::size_t count) noexcept {
    std::string larger;
    capacity_ = 2 * capacity_ + count;
    larger.resize(capacity_);
    std::memcpy(larger.data(), data_, size_);
    heap_.swap(larger);
    data_ = heap_.data();
  }
  void escape(char c);
  [[nodiscard]] static std::size_t plain_prefix(std::string_view text);
  [[nodiscard]] static std::size_t character_length(std::string_view text);
  [[nodiscard]] static std::size_t broken_length(std::string_view text);

  char lent_[kLentBytes];
  std::string heap_;
  char* data_ = lent_;
  std::size_t size_ = 0;
  std::size_t capacity_ = kLentBytes;
  bool repaired_ = false;
  const char* why_ = nullptr;
  std::string pointer_;  // To the field that could not be written.
};

// Write the values of fields; generated code adds its own structs and enums. The compiler finds
// these functions by the types of their arguments, so that lists find them too.
inline void write_json(TypedEventWriter& out, const std::string& value) {
  out.text(value);
}
template <std::same_as<bool> T>
void write_json(TypedEventWriter& out, T value) {
  out.raw(value ? "true" : "false");
}
template <std::same_as<double> T>
void write_json(TypedEventWriter& out, T value) {
  out.real(value);
}
template <std::same_as<std::int64_t> T>
void write_json(TypedEventWriter& out, T value) {
  out.whole(value);
}
inline void write_json(TypedEventWriter& out, const Json& value) {
  out.json(value.text);
}
template <typename T>
void write_json(TypedEventWriter& out, const std::vector<T>& value) {
  out.list(value);
}
template <typename T>
void write_json(TypedEventWriter& out, const std::optional<T>& value) {
  if (!value.has_value()) return out.raw("null");
  write_json(out, *value);
}

inline Receipt TypedEventWriter::send(Tracker& tracker, std::string_view name,
                                      const SchemaVersion& version,
                                      const TrackOptions& options) const {
  if (!failed()) return tracker.track_typed({name, version, view(), repaired_}, options);
  Status status(StatusCode::invalid_argument, "the event cannot be written: ");
  status.append(pointer_.empty() ? std::string_view("it") : pointer_).append(" ").append(why_);
  return {status, 0};
}

inline void TypedEventWriter::whole(std::int64_t number) {
  char* const begin = prepare(kNumberBytesMax);
  size_ +=
      static_cast<std::size_t>(std::to_chars(begin, begin + kNumberBytesMax, number).ptr - begin);
}

inline void TypedEventWriter::real(double number) {
  if (!std::isfinite(number)) return fail("is NaN or infinite, which JSON cannot say");
  char* const begin = prepare(kNumberBytesMax);
  size_ +=
      static_cast<std::size_t>(std::to_chars(begin, begin + kNumberBytesMax, number).ptr - begin);
}

// The core's own reader checks it, through the library's functions for untyped events.
inline void TypedEventWriter::json(std::string_view json) {
  Properties checked;
  checked.set("", Value::json(json));
  if (!checked.error().empty()) return fail("is no JSON value, or is nested too deeply");
  // {"":VALUE}, repaired if necessary.
  repaired_ |= checked.repaired();
  raw(checked.json().substr(4, checked.json().size() - 5));
}

inline void TypedEventWriter::object(const Json& json) {
  const std::size_t begin = json.text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos || json.text[begin] != '{') return fail("is no JSON object");
  this->json(std::string_view(json.text).substr(begin));
}

// The number of leading characters that JSON has unchanged: ASCII, but no quote, backslash or
// control character.
inline std::size_t TypedEventWriter::plain_prefix(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::size_t at = 0;
  // Eight at once; the high bit of a byte is set if the byte may need care.
  for (std::uint64_t word = 0; text.size() - at >= sizeof word; at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    const std::uint64_t quote = word ^ kOnes * '"';
    const std::uint64_t backslash = word ^ kOnes * '\\';
    const std::uint64_t care = word | (word - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes);
    if ((care & kOnes * 0x80) != 0) break;
  }
  for (; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') break;
  }
  return at;
}

// The length of the first character, which is not ASCII; 0 if it is not UTF-8 (RFC 3629).
inline std::size_t TypedEventWriter::character_length(std::string_view text) {
  const auto at = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const auto follows = [&](std::size_t i) { return at(i) >= 0x80 && at(i) <= 0xBF; };
  const unsigned first = at(0);
  const unsigned second = at(1);
  if (!follows(1)) return 0;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (!follows(2)) return 0;
  // Neither overlong nor half of a surrogate pair.
  if (first == 0xE0 ? second >= 0xA0 : first == 0xED ? second <= 0x9F : first >> 4 == 0xE) return 3;
  if (!follows(3)) return 0;
  const bool four = first == 0xF0   ? second >= 0x90
                    : first == 0xF4 ? second <= 0x8F
                                    : first > 0xF0 && first < 0xF4;
  return four ? 4 : 0;
}

// The length of broken text at the start: a lead byte with its continuation bytes, or one byte.
inline std::size_t TypedEventWriter::broken_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t meant = lead >= 0xF8 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC0) return 1;
  std::size_t length = 1;
  while (length < meant && length < text.size() &&
         (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) {
    ++length;
  }
  return length;
}

inline void TypedEventWriter::escape(char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20) {
    const char escaped[] = {'\\', c};
    return raw({escaped, sizeof escaped});
  }
  const char escaped[] = {'\\', 'u', '0', '0', kDigits[byte >> 4], kDigits[byte & 15]};
  raw({escaped, sizeof escaped});
}

inline void TypedEventWriter::text(std::string_view text) {
  prepare(text.size() + 2);
  raw("\"");
  while (!text.empty()) {
    std::size_t length = plain_prefix(text);
    if (length != 0) {
      raw(text.substr(0, length));
    } else if (static_cast<unsigned char>(text[0]) < 0x80) {
      escape(text[0]);
      length = 1;
    } else {
      length = character_length(text);
      if (length == 0) {
        repaired_ = true;
        length = broken_length(text);
        raw("\xEF\xBF\xBD");  // U+FFFD.
      } else {
        raw(text.substr(0, length));
      }
    }
    text.remove_prefix(length);
  }
  raw("\"");
}

}  // namespace godwit

#endif  // GODWIT_CPP20
