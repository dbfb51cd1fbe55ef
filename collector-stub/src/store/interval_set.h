// A set of whole numbers, kept as sorted intervals: small where the numbers are mostly in a row.
//
// Intervals never touch or overlap, so size() says how broken up the set is.
// Costs: adding at the end is constant, anything else a binary search and a move of the tail.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace godwit::collector {

struct Interval {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  // Included.

  friend bool operator==(const Interval&, const Interval&) = default;
};

class IntervalSet {
 public:
  // Returns false where the number was there already.
  bool insert(std::uint64_t number);
  // Adds [first, last]; parts of it may be there already.
  void insert(Interval interval);

  [[nodiscard]] bool contains(std::uint64_t number) const;
  // How many numbers of [first, last] are there.
  [[nodiscard]] std::uint64_t count_within(Interval range) const;
  // How many intervals.
  [[nodiscard]] std::size_t size() const { return intervals_.size(); }
  // How many numbers.
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t highest() const {
    return intervals_.empty() ? 0 : intervals_.back().last;
  }
  [[nodiscard]] std::span<const Interval> intervals() const { return intervals_; }

  // The parts of `range` that are not there, lowest first, at most `count_max` of them.
  [[nodiscard]] std::vector<Interval> gaps_within(Interval range,
                                                  std::size_t count_max = SIZE_MAX) const;

  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  // The first interval that ends at or behind `number`.
  [[nodiscard]] std::size_t find(std::uint64_t number) const;

  std::vector<Interval> intervals_;
  std::uint64_t count_ = 0;
};

}  // namespace godwit::collector
