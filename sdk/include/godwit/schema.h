// Event schemas: which one an event follows, and what becomes of one that does not.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <string_view>

namespace godwit {

// MODEL-REVISION-ADDITION, as SchemaVer (Snowplow) has it.
struct SchemaVersion {
  std::uint32_t model = 0;
  std::uint32_t revision = 0;
  std::uint32_t addition = 0;

  friend bool operator==(const SchemaVersion&, const SchemaVersion&) = default;
};

// What becomes of an event that is not as its schema asks.
enum class SchemaMode : std::uint8_t {
  // <interface: schema_mode>
  // A violating event is refused: invalid_argument, with a JSON pointer and a sentence.
  enforce = 0,
  // A violating event is taken, marked and counted.
  report = 1,
  // Nothing is checked.
  off = 2,
  // </interface>
};

// What becomes of an event whose name, or whose version, the pack does not know.
enum class UnknownSchema : std::uint8_t {
  // <interface: unknown_schema>
  accept = 0,
  // The event is taken, marked and counted.
  mark = 1,
  refuse = 2,
  // </interface>
};

// An event from generated code, whose types hold what types can hold.
struct TypedEvent {
  std::string_view name = {};
  SchemaVersion version = {};
  std::string_view properties = {};  // A JSON object, which is not checked for that again.
  bool repaired = false;             // Text in it was: Stats::repaired.
};

}  // namespace godwit

#endif  // GODWIT_CPP20
