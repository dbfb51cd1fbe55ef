// What the collector remembers of one stream: which numbers it has, and what was announced.
//
// Memory grows with the gaps of a stream, not with its events. Gaps are bounded by
// Limits::stream_intervals_max: a batch that would pass it is answered 503, not refused, because
// nothing is wrong with its events. Filling a gap, which is what the client's older events do,
// makes room again; forgetting an interval would instead risk storing an event twice.
#pragma once

#include <cstdint>

#include "godwit/id.h"
#include "store/drop_list.h"
#include "store/interval_set.h"

namespace godwit::collector {

struct StreamState {
  Id installation;
  IntervalSet stored;
  DropList dropped;
  // Announcements, each the highest ever heard: requests may come late, twice, or out of order.
  std::uint64_t first = 0;
  std::uint64_t acked_below = 0;
  std::uint64_t last_accepted = 0;
  bool final = false;
  std::int64_t last_seen_ms = 0;

  // The numbers that the collector should know of.
  [[nodiscard]] Interval expected() const { return {first, last_accepted}; }
  // Neither stored nor declared dropped.
  [[nodiscard]] std::vector<Interval> missing_parts(std::size_t count_max = SIZE_MAX) const;
  [[nodiscard]] std::uint64_t missing() const;
  // Declared dropped and not stored: a stored event wins.
  void add_drops_to(DropCounts& counts) const;
  // Nothing will come any more, and the client knows what became of everything.
  [[nodiscard]] bool finished() const { return final && acked_below == last_accepted + 1; }

  friend bool operator==(const StreamState&, const StreamState&) = default;
};

}  // namespace godwit::collector
