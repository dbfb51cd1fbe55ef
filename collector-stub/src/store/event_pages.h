// Reads stored events back, a page at a time, in the order of storing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "store/event_files.h"

namespace godwit::collector {

struct PageQuery {
  std::uint64_t after = 0;  // The ordinal of the last event that was seen; 0: from the start.
  std::size_t lines_max = 0;
  std::size_t bytes_max = 0;
  std::optional<std::string> name;  // Only events of this name.
};

// Appends the matching committed lines.
// Errors: storage_unavailable, if a file cannot be read; ignore the appended lines then.
[[nodiscard]] Status append_page(Bytes& out, const EventFiles& files, const PageQuery& query);

}  // namespace godwit::collector
