// Traces from CSV files: events as `time_s,bytes,priority`, the application's own use of the
// network as `time_s`.
//
// A first line that does not begin with a number is a header. Headers, empty lines and further
// columns are skipped. `bytes` may be left out, and so may `priority`:
// one of immediate, normal, deferred, or 0, 1, 2. Lines need not be sorted.
#pragma once

#include <string>
#include <vector>

#include "trace/trace.h"

namespace godwit::energy {

inline constexpr std::uint64_t kEventBytesDefault = 300;

// Each returns a sentence with the file, the line and what to do, or nothing.
[[nodiscard]] std::string read_events_csv(const std::string& path, std::vector<TraceEvent>& events);
[[nodiscard]] std::string read_app_csv(const std::string& path, std::vector<std::int64_t>& app_us);

}  // namespace godwit::energy
