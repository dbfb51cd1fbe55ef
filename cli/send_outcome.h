// Chooses the exit code of `godwit send`, and describes lost events in a sentence.
//
// If several rows hold, the upper one counts:
//
// | code | when |
// | --- | --- |
// | 1 | standard input or output failed |
// | 5 | events are lost: evicted, too old, damaged, or in memory only when the program ended |
// | 3 | events are still queued; the next run with this data directory delivers them |
// | 4 | lines were declined, or events refused by the collector; all others are delivered |
// | 0 | everything is delivered |
#pragma once

#include <cstdint>
#include <string>

#include "command.h"
#include "godwit/stats.h"

namespace godwit::cli {

struct SendOutcome {
  bool streams_failed = false;
  std::uint64_t declined_lines = 0;
  Stats stats;  // The closed tracker's.
};

[[nodiscard]] ExitCode exit_code(const SendOutcome& outcome);

// A sentence that says how many events are lost, and why; empty if none is.
[[nodiscard]] std::string lost_sentence(const Stats& stats);

}  // namespace godwit::cli
