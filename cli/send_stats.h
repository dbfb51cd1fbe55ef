// The line of JSON that `godwit send` ends with.
#pragma once

#include <cstdint>
#include <string>

#include "godwit/stats.h"

namespace godwit::cli {

// `accepted` and `refused` count lines of input: an event that was tried again because the queue
// was full is refused once, or not at all. Ends with a newline.
[[nodiscard]] std::string send_stats_json(std::uint64_t accepted, std::uint64_t refused,
                                          const Stats& stats);

}  // namespace godwit::cli
