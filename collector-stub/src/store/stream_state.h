// The collector's memory of one stream: its stored numbers, and its announcements.
//
// Memory grows with the gaps of a stream, not with its events. Limits::stream_intervals_max bounds
// the gaps. A batch that would exceed it is answered 503, not refused, because nothing is wrong
// with its events. The client's older events fill gaps and make room again; if the collector forgot
// an interval instead, it could store an event twice.
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
  // Announcements. Each keeps the highest value, because requests may come late, twice, or out of
  // order.
  std::uint64_t first = 0;
  std::uint64_t acked_below = 0;
  std::uint64_t last_accepted = 0;
  bool final = false;
  std::int64_t last_seen_ms = 0;

  // The numbers that the collector should know.
  [[nodiscard]] Interval expected() const { return {first, last_accepted}; }
  // The numbers that are neither stored nor declared dropped.
  [[nodiscard]] std::vector<Interval> missing_parts(std::size_t count_max = SIZE_MAX) const;
  [[nodiscard]] std::uint64_t missing() const;
  // Adds the numbers that are declared dropped and not stored, because a stored event wins.
  void add_drops_to(DropCounts& counts) const;
  // True if no more events will come, and the client knows the result of every event.
  [[nodiscard]] bool finished() const { return final && acked_below == last_accepted + 1; }

  friend bool operator==(const StreamState&, const StreamState&) = default;
};

}  // namespace godwit::collector
