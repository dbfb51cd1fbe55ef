#include "store/interval_set.h"

#include <algorithm>

namespace godwit::collector {

std::size_t IntervalSet::find(std::uint64_t number) const {
  const auto found = std::lower_bound(
      intervals_.begin(), intervals_.end(), number,
      [](const Interval& interval, std::uint64_t wanted) { return interval.last < wanted; });
  return static_cast<std::size_t>(found - intervals_.begin());
}

bool IntervalSet::insert(std::uint64_t number) {
  if (intervals_.empty() || number > intervals_.back().last) {
    // Events mostly come in order.
    if (!intervals_.empty() && number == intervals_.back().last + 1) {
      intervals_.back().last = number;
    } else {
      intervals_.push_back({number, number});
    }
    ++count_;
    return true;
  }
  if (contains(number)) return false;
  insert(Interval{number, number});
  return true;
}

void IntervalSet::insert(Interval interval) {
  // Everything from `begin` to `end` overlaps or touches the new one and melts into it.
  const std::size_t begin = find(interval.first == 0 ? 0 : interval.first - 1);
  std::size_t end = begin;
  Interval melted = interval;
  std::uint64_t already = 0;
  while (end < intervals_.size() && intervals_[end].first <= interval.last + 1) {
    melted.first = std::min(melted.first, intervals_[end].first);
    melted.last = std::max(melted.last, intervals_[end].last);
    already += intervals_[end].last - intervals_[end].first + 1;
    ++end;
  }
  const auto at = intervals_.begin() + static_cast<std::ptrdiff_t>(begin);
  if (begin == end) {
    intervals_.insert(at, melted);
  } else {
    *at = melted;
    intervals_.erase(at + 1, intervals_.begin() + static_cast<std::ptrdiff_t>(end));
  }
  count_ += melted.last - melted.first + 1 - already;
}

bool IntervalSet::contains(std::uint64_t number) const {
  const std::size_t at = find(number);
  return at < intervals_.size() && intervals_[at].first <= number;
}

std::uint64_t IntervalSet::count_within(Interval range) const {
  std::uint64_t count = 0;
  for (std::size_t at = find(range.first); at < intervals_.size(); ++at) {
    const Interval& interval = intervals_[at];
    if (interval.first > range.last) break;
    count += std::min(interval.last, range.last) - std::max(interval.first, range.first) + 1;
  }
  return count;
}

std::vector<Interval> IntervalSet::gaps_within(Interval range, std::size_t count_max) const {
  std::vector<Interval> gaps;
  std::uint64_t next = range.first;
  for (std::size_t at = find(range.first); at < intervals_.size(); ++at) {
    const Interval& interval = intervals_[at];
    if (next > range.last || interval.first > range.last || gaps.size() >= count_max) break;
    if (interval.first > next) gaps.push_back({next, interval.first - 1});
    next = interval.last + 1;
  }
  if (next <= range.last && gaps.size() < count_max) gaps.push_back({next, range.last});
  return gaps;
}

}  // namespace godwit::collector
