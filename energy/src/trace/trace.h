// A trace of an application: its events, and the times at which it used the network itself.
//
// Units: microseconds from the trace's own zero. Both lists are sorted by time.
#pragma once

#include <cstdint>
#include <vector>

#include "godwit/priority.h"

namespace godwit::energy {

struct TraceEvent {
  std::int64_t at_us = 0;
  std::uint64_t bytes = 0;
  Priority priority = Priority::normal;
};

struct Trace {
  std::vector<TraceEvent> events;
  std::vector<std::int64_t> app_us;
};

// The longest wait of events of each priority. Immediate ones do not wait.
struct Deadlines {
  std::int64_t normal_us = 60'000'000;
  std::int64_t deferred_us = 900'000'000;

  [[nodiscard]] std::int64_t of(const TraceEvent& event) const {
    if (event.priority == Priority::immediate) return event.at_us;
    return event.at_us + (event.priority == Priority::normal ? normal_us : deferred_us);
  }
};

}  // namespace godwit::energy
