#include "counters.h"

namespace godwit {

Stats Counters::snapshot() const {
  Stats stats;
#define GODWIT_COUNTER(name, where) stats.name = name;
#define GODWIT_BY_REASON(name, where)                                    \
  for (std::size_t reason = 0; reason < kRequestReasonCount; ++reason) { \
    stats.name[reason] = name[reason];                                   \
  }
#define GODWIT_STATE(name, type, initial, where) stats.name = name;
#include "interface/stats.def"
  std::uint64_t gone = stats.delivered;
  for (std::size_t reason = 0; reason < kDropReasonCount; ++reason) {
    stats.dropped[reason] = dropped[reason];
    gone += stats.dropped[reason];
  }
  stats.accepted = accepted;  // Read again, last: an event that is gone was accepted before.
  const std::uint64_t taken = stats.accepted + stats.recovered;
  stats.queued_events = taken > gone ? taken - gone : 0;
  return stats;
}

}  // namespace godwit
