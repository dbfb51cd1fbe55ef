#include "store/interval_set.h"

#include <set>

#include "base/prng.h"
#include "support/catch.h"

namespace godwit::collector {
namespace {

std::vector<Interval> naive_gaps(const std::set<std::uint64_t>& model, Interval range) {
  std::vector<Interval> gaps;
  for (std::uint64_t number = range.first; number <= range.last; ++number) {
    if (model.contains(number)) continue;
    if (!gaps.empty() && gaps.back().last + 1 == number) {
      gaps.back().last = number;
    } else {
      gaps.push_back({number, number});
    }
  }
  return gaps;
}

TEST_CASE("interval_set: behaves as a set of numbers does, whatever is added", "[collector]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Prng chance(seed);
    const std::uint64_t span = 10 + chance.below(300);
    IntervalSet set;
    std::set<std::uint64_t> model;
    for (int step = 0; step < 200; ++step) {
      const std::uint64_t first = 1 + chance.below(span);
      if (chance.below(3) == 0) {
        const std::uint64_t last = first + chance.below(12);
        set.insert(Interval{first, last});
        for (std::uint64_t number = first; number <= last; ++number) model.insert(number);
      } else {
        REQUIRE(set.insert(first) == model.insert(first).second);
      }
    }
    INFO("seed " << seed);
    const Interval whole{1, span + 20};
    REQUIRE(set.count() == model.size());
    REQUIRE(set.gaps_within(whole) == naive_gaps(model, whole));
    for (int step = 0; step < 50; ++step) {
      const std::uint64_t first = 1 + chance.below(span);
      const Interval range{first, first + chance.below(40)};
      const auto from = model.lower_bound(range.first);
      const auto to = model.upper_bound(range.last);
      REQUIRE(set.count_within(range) == static_cast<std::uint64_t>(std::distance(from, to)));
      REQUIRE(set.gaps_within(range) == naive_gaps(model, range));
      REQUIRE(set.contains(first) == model.contains(first));
    }
    for (std::size_t index = 1; index < set.size(); ++index) {
      REQUIRE(set.intervals()[index].first > set.intervals()[index - 1].last + 1);
    }
  }
}

TEST_CASE("interval_set: numbers in a row are one interval", "[collector]") {
  IntervalSet set;
  for (std::uint64_t number = 1; number <= 1'000'000; ++number) set.insert(number);
  CHECK(set.size() == 1);
  CHECK(set.count() == 1'000'000);
  CHECK(set.highest() == 1'000'000);
}

TEST_CASE("interval_set: gaps are listed up to the number asked for", "[collector]") {
  IntervalSet set;
  for (std::uint64_t number = 2; number <= 20; number += 2) set.insert(number);
  CHECK(set.gaps_within({1, 21}, 2) == std::vector<Interval>{{1, 1}, {3, 3}});
  CHECK(set.gaps_within({1, 21}).size() == 11);
}

}  // namespace
}  // namespace godwit::collector
