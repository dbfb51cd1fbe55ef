// The check of an event before it is taken.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "godwit/schema.h"
#include "godwit/status.h"

namespace godwit {

// The schema that an event follows, as the application says.
struct SchemaChoice {
  std::optional<SchemaVersion> version;
  bool typed = false;  // The properties come from generated code.
};

// An event with known properties that is not taken yet.
struct CheckedEvent {
  std::string_view name;
  const SchemaChoice* choice;  // nullptr: the application says nothing.
  // The event's JSON without its last bracket, so that members can be appended. Its properties are
  // at the end.
  Bytes& text;
  std::size_t properties_at;
  bool marked = false;  // It violates its schema, and is sent all the same.

  [[nodiscard]] std::string_view properties() const { return text.view().substr(properties_at); }
};

class EventSchemas;

// Checks the event against the schemas, if there are any. Errors: invalid_argument. A program
// without schemas links a function that does nothing (wasm/bindings/no_schemas.cpp), and nothing
// else of this folder.
[[nodiscard]] Status check_event(EventSchemas* schemas, CheckedEvent& event);

}  // namespace godwit
