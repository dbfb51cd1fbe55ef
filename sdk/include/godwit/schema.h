// Event schemas: which schema an event follows, and what happens if it violates it.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <string_view>

namespace godwit {

// MODEL-REVISION-ADDITION, as in SchemaVer (Snowplow).
struct SchemaVersion {
  std::uint32_t model = 0;
  std::uint32_t revision = 0;
  std::uint32_t addition = 0;

  friend bool operator==(const SchemaVersion&, const SchemaVersion&) = default;
};

// The action for an event that violates its schema.
enum class SchemaMode : std::uint8_t {
  // <interface: schema_mode>
  // track() declines a violating event: invalid_argument, with a JSON pointer and a sentence.
  enforce = 0,
  // A violating event is taken, marked and counted.
  report = 1,
  // Nothing is checked.
  off = 2,
  // </interface>
};

// The action for an event whose name or version is not in the pack.
enum class UnknownSchema : std::uint8_t {
  // <interface: unknown_schema>
  accept = 0,
  // The event is taken, marked and counted.
  mark = 1,
  refuse = 2,
  // </interface>
};

// An event from generated code, whose types already guarantee part of the schema.
struct TypedEvent {
  std::string_view name = {};
  SchemaVersion version = {};
  std::string_view properties = {};  // A JSON object; this is not checked again.
  bool repaired = false;             // Its text was repaired: Stats::repaired.
};

}  // namespace godwit

#endif  // GODWIT_CPP20
