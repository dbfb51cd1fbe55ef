#include "optimum/offline_optimum.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

namespace godwit::energy {
namespace {

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kBegin = std::numeric_limits<std::int64_t>::min();

// The most flushes, each a tail after the one before, that may keep the radio awake between two
// instants. One is enough if all events may wait for two tails and a tail costs more than a
// promotion: the second of two such flushes then sends the first one's events for less. Otherwise
// up to this number is tried; more of them save less than a promotion each.
constexpr int kChainedMax = 6;

int chained_max(const RadioModel& radio, const Deadlines& deadlines) {
  const double tail_joules = radio.ends_joules() - radio.promotion_joules();
  const bool one = std::min(deadlines.normal_us, deadlines.deferred_us) >= 2 * radio.tail_us() &&
                   tail_joules > radio.promotion_joules();
  return one ? 1 : kChainedMax;
}

// All windows [arrival, deadline], for questions about an instant.
class Windows {
 public:
  Windows(const Trace& trace, const Deadlines& deadlines) {
    std::int64_t latest_us = kBegin;
    for (const TraceEvent& event : trace.events) {
      arrivals_us_.push_back(event.at_us);
      deadlines_us_.push_back(deadlines.of(event));
      latest_us = std::max(latest_us, deadlines_us_.back());
      latest_deadlines_us_.push_back(latest_us);
    }
    first_deadlines_us_ = deadlines_us_;
    for (std::size_t i = first_deadlines_us_.size(); i-- > 1;) {
      first_deadlines_us_[i - 1] = std::min(first_deadlines_us_[i - 1], first_deadlines_us_[i]);
    }
  }

  // Those of [first, first + count) arrived between the instants, both excluded.
  [[nodiscard]] std::pair<std::size_t, std::size_t> between(std::int64_t after_us,
                                                            std::int64_t before_us) const {
    const auto begin = std::upper_bound(arrivals_us_.begin(), arrivals_us_.end(), after_us);
    const auto end = std::lower_bound(begin, arrivals_us_.end(), before_us);
    return {begin - arrivals_us_.begin(), end - arrivals_us_.begin()};
  }
  [[nodiscard]] std::int64_t arrival_us(std::size_t i) const { return arrivals_us_[i]; }
  [[nodiscard]] std::int64_t deadline_us(std::size_t i) const { return deadlines_us_[i]; }

  // Whether some event may be sent then.
  [[nodiscard]] bool cover(std::int64_t at_us) const {
    const auto end = std::upper_bound(arrivals_us_.begin(), arrivals_us_.end(), at_us);
    return end != arrivals_us_.begin() &&
           latest_deadlines_us_[static_cast<std::size_t>(end - arrivals_us_.begin()) - 1] >= at_us;
  }
  // By when there must be another flush after one at `at_us`.
  [[nodiscard]] std::int64_t next_by_us(std::int64_t at_us) const {
    const auto next = std::upper_bound(arrivals_us_.begin(), arrivals_us_.end(), at_us);
    return next == arrivals_us_.end()
               ? kEnd
               : first_deadlines_us_[static_cast<std::size_t>(next - arrivals_us_.begin())];
  }

 private:
  std::vector<std::int64_t> arrivals_us_;
  std::vector<std::int64_t> deadlines_us_;
  std::vector<std::int64_t> latest_deadlines_us_;  // The events that have arrived by then.
  std::vector<std::int64_t> first_deadlines_us_;   // The events that arrive from then on.
};

// Between two instants of the application, or before the first, or behind the last.
class Gap {
 public:
  Gap(const RadioModel& radio, const Windows& windows, int chained, std::int64_t from_us,
      std::int64_t to_us)
      : radio_(radio), windows_(windows), chained_(chained), from_us_(from_us), to_us_(to_us) {
    nodes_[from_us] = {0, from_us};
    nodes_[to_us];
    if (from_us != kBegin) add_chains(from_us);
    if (to_us != kEnd) add_chains(to_us);
    const auto [begin, end] = windows.between(from_us, to_us);
    for (std::size_t i = begin; i < end; ++i) {
      for (const std::int64_t at_us : {windows.arrival_us(i), windows.deadline_us(i)}) {
        add(at_us);
        add_chains(at_us);
      }
    }
  }

  void append_flushes(std::vector<std::int64_t>& flushes) {
    for (auto node = nodes_.begin(); node->first != to_us_; ++node) {
      if (node->second.joules != kUnreached) relax_from(node);
    }
    const std::size_t before = flushes.size();
    for (std::int64_t at_us = nodes_[to_us_].previous_us; at_us != from_us_;
         at_us = nodes_[at_us].previous_us) {
      flushes.push_back(at_us);
    }
    std::reverse(flushes.begin() + static_cast<std::ptrdiff_t>(before), flushes.end());
  }

 private:
  static constexpr double kUnreached = std::numeric_limits<double>::infinity();

  struct Node {
    double joules = kUnreached;  // The least at which it can be reached.
    std::int64_t previous_us = 0;
  };
  using Nodes = std::map<std::int64_t, Node>;

  void add(std::int64_t at_us) {
    if (at_us > from_us_ && at_us < to_us_ && windows_.cover(at_us)) nodes_[at_us];
  }

  void add_chains(std::int64_t at_us) {
    for (int i = 1; i <= chained_; ++i) {
      add(at_us - i * radio_.tail_us());
      add(at_us + i * radio_.tail_us());
    }
  }

  // A flush before the application's first instant, or after its last one, is an end: ends_joules()
  // has its tail or promotion.
  [[nodiscard]] double step_joules(std::int64_t begin_us, std::int64_t end_us) const {
    return begin_us == kBegin || end_us == kEnd ? 0 : radio_.gap_joules(end_us - begin_us);
  }

  void relax_from(Nodes::iterator node) {
    const std::int64_t at_us = node->first;
    const double joules = node->second.joules;
    const std::int64_t by_us = windows_.next_by_us(at_us);
    for (auto next = std::next(node); next != nodes_.end() && next->first <= by_us; ++next) {
      const double sum = joules + step_joules(at_us, next->first);
      if (sum >= next->second.joules) continue;
      next->second.joules = sum;
      next->second.previous_us = at_us;
    }
  }

  const RadioModel& radio_;
  const Windows& windows_;
  int chained_;
  std::int64_t from_us_;
  std::int64_t to_us_;
  Nodes nodes_;
};

// Those instants of the application at which an event is sent that no other flush has taken.
void add_rides(const Trace& trace, const Deadlines& deadlines,
               std::vector<std::int64_t>& flushes_us) {
  std::vector<std::int64_t> rides_us;
  std::vector<TraceEvent> events = trace.events;
  std::sort(events.begin(), events.end(), [&](const TraceEvent& a, const TraceEvent& b) {
    return deadlines.of(a) < deadlines.of(b);
  });
  const auto taken = [](const std::vector<std::int64_t>& by_us, std::int64_t from_us,
                        std::int64_t to_us) {
    const auto first = std::lower_bound(by_us.begin(), by_us.end(), from_us);
    return first != by_us.end() && *first <= to_us;
  };
  for (const TraceEvent& event : events) {
    const std::int64_t by_us = deadlines.of(event);
    if (taken(flushes_us, event.at_us, by_us) || taken(rides_us, event.at_us, by_us)) continue;
    const auto last = std::upper_bound(trace.app_us.begin(), trace.app_us.end(), by_us);
    rides_us.push_back(*std::prev(last));
  }
  const auto middle = flushes_us.insert(flushes_us.end(), rides_us.begin(), rides_us.end());
  std::inplace_merge(flushes_us.begin(), middle, flushes_us.end());
}

}  // namespace

std::vector<std::int64_t> optimal_flushes(const RadioModel& radio, const Trace& trace,
                                          const Deadlines& deadlines) {
  const Windows windows(trace, deadlines);
  const int chained = chained_max(radio, deadlines);
  std::vector<std::int64_t> flushes_us;
  std::int64_t from_us = kBegin;
  for (const std::int64_t at_us : trace.app_us) {
    if (at_us == from_us) continue;
    Gap(radio, windows, chained, from_us, at_us).append_flushes(flushes_us);
    from_us = at_us;
  }
  Gap(radio, windows, chained, from_us, kEnd).append_flushes(flushes_us);
  add_rides(trace, deadlines, flushes_us);
  return flushes_us;
}

}  // namespace godwit::energy
