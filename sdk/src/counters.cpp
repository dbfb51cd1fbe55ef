#include "counters.h"

namespace godwit {

Stats Counters::snapshot() const {
  Stats stats;
  stats.refused = refused;
  stats.withheld = withheld;
  stats.marked = marked;
  stats.repaired = repaired;
  stats.recovered = recovered;
  stats.delivered = delivered;
  stats.duplicates = duplicates;
  std::uint64_t gone = stats.delivered;
  for (std::size_t reason = 0; reason < kDropReasonCount; ++reason) {
    stats.dropped[reason] = dropped[reason];
    gone += stats.dropped[reason];
  }
  // Read last: what is gone was accepted before.
  stats.accepted = accepted;
  const std::uint64_t taken = stats.accepted + stats.recovered;
  stats.queued_events = taken > gone ? taken - gone : 0;
  stats.damaged_bytes = damaged_bytes;
  stats.queued_bytes = queued_bytes;
  stats.requests = requests;
  stats.requests_failed = requests_failed;
  stats.connections = connections;
  stats.bytes_sent = bytes_sent;
  stats.bytes_received = bytes_received;
  for (std::size_t reason = 0; reason < kRequestReasonCount; ++reason) {
    stats.requests_for[reason] = requests_for[reason];
  }
  stats.waits_for = waits_for;
  stats.storage = storage;
  return stats;
}

}  // namespace godwit
