// The line of JSON that `godwit send` ends with.
#pragma once

#include <cstdint>
#include <string>

#include "godwit/stats.h"

namespace godwit::cli {

// `accepted` and `declined` count lines of input. An event that was tried again because the queue
// was full counts once in `declined`, or not at all. Ends with a newline.
[[nodiscard]] std::string send_stats_json(std::uint64_t accepted, std::uint64_t declined,
                                          const Stats& stats);

}  // namespace godwit::cli
