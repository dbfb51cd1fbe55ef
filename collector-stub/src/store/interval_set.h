// A set of whole numbers, kept as sorted intervals: small if most numbers are consecutive.
//
// Intervals never touch or overlap, so size() measures how fragmented the set is.
// Costs: adding at the end is constant; anything else is a binary search and a move of the tail.
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
  // Returns false if the number was already there.
  bool insert(std::uint64_t number);
  // Adds [first, last]; parts of it may already be there.
  void insert(Interval interval);

  [[nodiscard]] bool contains(std::uint64_t number) const;
  // The number of elements in `range`.
  [[nodiscard]] std::uint64_t count_within(Interval range) const;
  // The number of intervals.
  [[nodiscard]] std::size_t size() const { return intervals_.size(); }
  // The number of elements.
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t highest() const {
    return intervals_.empty() ? 0 : intervals_.back().last;
  }
  [[nodiscard]] std::span<const Interval> intervals() const { return intervals_; }

  // The missing parts of `range`, lowest first, at most `count_max` of them.
  [[nodiscard]] std::vector<Interval> gaps_within(Interval range,
                                                  std::size_t count_max = SIZE_MAX) const;

  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  // The first interval that ends at or after `number`.
  [[nodiscard]] std::size_t find(std::uint64_t number) const;

  std::vector<Interval> intervals_;
  std::uint64_t count_ = 0;
};

}  // namespace godwit::collector
