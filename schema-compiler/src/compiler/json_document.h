// JSON as the schema compiler reads it: a tree that keeps numbers as they are written and members
// in their order. Read by the core's own reader, so what it accepts, this accepts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::schema {

struct JsonValue {
  enum class Kind { null, boolean, number, string, array, object };
  struct Member;

  Kind kind = Kind::null;
  // A string's characters, escapes resolved; of a number, a boolean and null what is written.
  std::string text;
  std::vector<JsonValue> elements;
  std::vector<Member> members;
  // Indices of the members, ordered by name, those of one name as they stand; parse_json() fills it
  // where there are many.
  std::vector<std::uint32_t> by_name;

  [[nodiscard]] bool is(Kind other) const { return kind == other; }
  [[nodiscard]] bool is_true() const { return kind == Kind::boolean && text == "true"; }
  // The member that is called so (the last one, should there be several), or nullptr.
  [[nodiscard]] const JsonValue* find(std::string_view name) const;
  // The same, where it has this kind.
  [[nodiscard]] const JsonValue* find(std::string_view name, Kind wanted) const;
};

struct JsonValue::Member {
  std::string first;  // Its name.
  JsonValue second;
};

struct JsonDocument {
  JsonValue root;
  std::string error;  // Empty, or what is wrong: "line 3: a comma is missing".
};

[[nodiscard]] JsonDocument parse_json(std::string_view text);

// The value as JSON without spaces.
[[nodiscard]] std::string to_json(const JsonValue& value);
// Text as a JSON string.
[[nodiscard]] std::string quote(std::string_view text);

// One step of a JSON pointer (RFC 6901), escaped.
[[nodiscard]] std::string pointer_step(std::string_view name);
// The value at a JSON pointer, or nullptr.
[[nodiscard]] const JsonValue* follow_pointer(const JsonValue& from, std::string_view pointer);

}  // namespace godwit::schema
