#include "store/stream_state.h"

namespace godwit::collector {

std::vector<Interval> StreamState::missing_parts(std::size_t count_max) const {
  if (last_accepted < first) return {};
  if (dropped.size() == 0) return stored.gaps_within(expected(), count_max);
  IntervalSet known = stored;
  for (const Drop& drop : dropped.drops()) known.insert(Interval{drop.first, drop.last});
  return known.gaps_within(expected(), count_max);
}

std::uint64_t StreamState::missing() const {
  if (last_accepted < first) return 0;
  if (dropped.size() == 0) {
    return last_accepted - first + 1 - stored.count_within(expected());
  }
  std::uint64_t count = 0;
  for (const Interval& part : missing_parts()) count += part.last - part.first + 1;
  return count;
}

void StreamState::add_drops_to(DropCounts& counts) const {
  for (const Drop& drop : dropped.drops()) {
    const Interval range{drop.first, drop.last};
    counts[static_cast<std::size_t>(drop.reason)] +=
        range.last - range.first + 1 - stored.count_within(range);
  }
}

}  // namespace godwit::collector
