// Reads a queued event from its stored JSON.
#pragma once

#include <cstdint>
#include <string_view>

#include "native/queue_inspector.h"

namespace godwit::cli {

// Lifetime: views the inspection.
struct QueuedEvent {
  std::string_view name = "\"\"";  // As JSON, with its quotes.
  std::string_view properties = "{}";
  std::int64_t wall_ms = 0;  // When it happened, as far as the device knew.
};

// Members that are not known are passed over: a later version may have stored them.
[[nodiscard]] QueuedEvent read_queued_event(const InspectedEvent& event);

[[nodiscard]] std::string_view priority_name(Priority priority);

}  // namespace godwit::cli
