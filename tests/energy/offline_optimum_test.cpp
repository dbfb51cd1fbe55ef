// The dynamic program beside a search through all sets of instants of a grid.
#include "optimum/offline_optimum.h"

#include <algorithm>
#include <limits>

#include "base/prng.h"
#include "energy/traces.h"
#include "radio/joules.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::energy;

namespace {

constexpr std::int64_t kStepUs = 1'000'000;  // The step of the grid on which everything lies.

struct SmallCase {
  RadioModel radio;
  Trace trace;
  Deadlines deadlines;
};

bool in_time(const SmallCase& small, const std::vector<std::int64_t>& flushes) {
  return std::all_of(
      small.trace.events.begin(), small.trace.events.end(), [&](const TraceEvent& event) {
        const auto first = std::lower_bound(flushes.begin(), flushes.end(), event.at_us);
        return first != flushes.end() && *first <= small.deadlines.of(event);
      });
}

bool may_carry(const SmallCase& small, std::int64_t at_us) {
  return std::any_of(small.trace.events.begin(), small.trace.events.end(),
                     [&](const TraceEvent& event) {
                       return event.at_us <= at_us && at_us <= small.deadlines.of(event);
                     });
}

// Tries every set of instants of the grid at which something may be sent.
double least_joules(const SmallCase& small, std::int64_t steps) {
  std::vector<std::int64_t> instants;
  for (std::int64_t step = 0; step <= steps; ++step) {
    if (may_carry(small, step * kStepUs)) instants.push_back(step * kStepUs);
  }
  double least = std::numeric_limits<double>::infinity();
  for (std::uint32_t set = 0; set < 1u << instants.size(); ++set) {
    std::vector<std::int64_t> flushes;
    for (std::size_t i = 0; i < instants.size(); ++i) {
      if ((set >> i & 1u) != 0) flushes.push_back(instants[i]);
    }
    if (!in_time(small, flushes)) continue;
    least = std::min(least, joules_of(small.radio, small.trace.app_us, flushes));
  }
  return least;
}

// Up to six events and four uses by the application within eight steps, so that deadlines are
// shorter and longer than tails, and a promotion is dear or cheap.
SmallCase draw(Prng& random, bool with_app) {
  SmallCase small;
  small.radio.promotion_us = kStepUs;
  small.radio.promotion_milliwatts = static_cast<double>(random.below(4'000));
  small.radio.tail[0] = {static_cast<std::int64_t>(1 + random.below(4)) * kStepUs, 1'000};
  if (random.below(2) == 0) small.radio.tail[1] = {kStepUs, 400};
  small.radio.idle_milliwatts = 20;
  small.radio.uplink_mbps = 1;
  small.deadlines.normal_us = static_cast<std::int64_t>(random.below(6)) * kStepUs;
  small.deadlines.deferred_us = 5 * kStepUs;
  for (std::uint64_t i = 1 + random.below(6); i-- > 0;) {
    small.trace.events.push_back({static_cast<std::int64_t>(random.below(8)) * kStepUs, 0,
                                  static_cast<Priority>(random.below(kPriorityCount))});
  }
  std::sort(small.trace.events.begin(), small.trace.events.end(),
            [](const TraceEvent& a, const TraceEvent& b) { return a.at_us < b.at_us; });
  for (std::uint64_t i = with_app ? 1 + random.below(4) : 0; i-- > 0;) {
    small.trace.app_us.push_back(static_cast<std::int64_t>(random.below(13)) * kStepUs);
  }
  std::sort(small.trace.app_us.begin(), small.trace.app_us.end());
  return small;
}

}  // namespace

TEST_CASE(
    "offline_optimum: no set of instants costs less, with the application's traffic and "
    "without",
    "[energy]") {
  const bool with_app = GENERATE(true, false);
  Prng random(with_app ? 1 : 2);
  for (int round = 0; round < 400; ++round) {
    const SmallCase small = draw(random, with_app);
    const std::vector<std::int64_t> flushes =
        optimal_flushes(small.radio, small.trace, small.deadlines);
    CAPTURE(with_app, round);
    REQUIRE(in_time(small, flushes));
    REQUIRE(std::is_sorted(flushes.begin(), flushes.end()));
    REQUIRE(joules_of(small.radio, small.trace.app_us, flushes) ==
            Approx(least_joules(small, 12)).margin(1e-9));
  }
}

TEST_CASE("offline_optimum: along with the application everything goes for nothing", "[energy]") {
  const RadioModel lte = *find_radio("lte");
  Trace trace;
  trace.events = {{1 * kStepUs, 300, Priority::normal}, {50 * kStepUs, 300, Priority::normal}};
  trace.app_us = {0, 55 * kStepUs};
  const std::vector<std::int64_t> flushes = optimal_flushes(lte, trace, Deadlines());
  CHECK(flushes == std::vector<std::int64_t>{55 * kStepUs});
}

TEST_CASE("offline_optimum: no events, no flushes", "[energy]") {
  Trace trace;
  CHECK(optimal_flushes(*find_radio("lte"), trace, Deadlines()).empty());
  trace.app_us = {0, kStepUs, kStepUs};
  CHECK(optimal_flushes(*find_radio("lte"), trace, Deadlines()).empty());
}

TEST_CASE("offline_optimum: more instants of the application never cost more", "[energy]") {
  const RadioModel lte = *find_radio("lte");
  for (std::uint64_t seed = 1; seed < 9; ++seed) {
    CAPTURE(seed);
    const Trace sparse = test::random_trace(seed, 7'200, 20'000, 300'000);
    const Trace dense = test::random_trace(seed + 100, 7'200, 20'000, 30'000);
    const auto added = [&](const std::vector<std::int64_t>& app_us) {
      Trace trace = sparse;
      trace.app_us = app_us;
      return joules_of(lte, app_us, optimal_flushes(lte, trace, Deadlines())) -
             joules_of(lte, app_us);
    };
    std::vector<std::int64_t> both = sparse.app_us;
    both.insert(both.end(), dense.app_us.begin(), dense.app_us.end());
    std::sort(both.begin(), both.end());
    CHECK(added(both) < added(sparse.app_us));
    CHECK(added(sparse.app_us) < added({}));
  }
}
