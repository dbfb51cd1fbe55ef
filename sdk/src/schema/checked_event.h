// What is checked of an event before it is taken.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "godwit/schema.h"
#include "godwit/status.h"

namespace godwit {

// Which schema an event says that it follows.
struct SchemaChoice {
  std::optional<SchemaVersion> version;
  bool typed = false;  // The properties come from generated code.
};

// An event whose properties are known, and that is not taken yet.
struct CheckedEvent {
  std::string_view name;
  const SchemaChoice* choice;  // nullptr: it says nothing.
  // The event's JSON without its last bracket, so that members can be appended; its properties end
  // it.
  Bytes& text;
  std::size_t properties_at;
  bool marked = false;  // It is not as its schema asks, and sent all the same.

  [[nodiscard]] std::string_view properties() const { return text.view().substr(properties_at); }
};

class EventSchemas;

// Checks the event against the schemas, if there are any. Errors: invalid_argument. A program whose
// events have no schemas links one that does nothing (wasm/bindings/no_schemas.cpp), and nothing
// else of this folder.
[[nodiscard]] Status check_event(EventSchemas* schemas, CheckedEvent& event);

}  // namespace godwit
