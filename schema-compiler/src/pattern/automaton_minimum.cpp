// The least automaton, by Hopcroft's algorithm: states are parted only as far as some text tells
// them apart.
#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "pattern/pattern_automaton.h"

namespace godwit::schema {
namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};

// States in blocks; the members of a block stand side by side.
class Partition {
 public:
  explicit Partition(std::uint32_t states) : order_(states), place_(states), block_(states) {
    std::iota(order_.begin(), order_.end(), 0);
    std::iota(place_.begin(), place_.end(), 0);
    blocks_.push_back({0, states, 0});
  }

  [[nodiscard]] std::uint32_t block_of(std::uint32_t state) const { return block_[state]; }
  [[nodiscard]] std::uint32_t size(std::uint32_t block) const {
    return blocks_[block].end - blocks_[block].begin;
  }
  [[nodiscard]] std::vector<std::uint32_t> members(std::uint32_t block) const {
    return {order_.begin() + blocks_[block].begin, order_.begin() + blocks_[block].end};
  }

  // Marks a state, once.
  void mark(std::uint32_t state) {
    Block& block = blocks_[block_[state]];
    const std::uint32_t marked_end = block.begin + block.marked;
    if (place_[state] < marked_end) return;
    if (block.marked++ == 0) touched_.push_back(block_[state]);
    const std::uint32_t other = order_[marked_end];
    std::swap(order_[marked_end], order_[place_[state]]);
    std::swap(place_[state], place_[other]);
  }

  // Parts every block that has marked states and others; calls parted(old block, new block).
  template <typename Parted>
  void split(Parted parted) {
    for (const std::uint32_t old : std::exchange(touched_, {})) {
      const std::uint32_t marked = std::exchange(blocks_[old].marked, 0);
      if (marked == size(old)) continue;
      const std::uint32_t begin = blocks_[old].begin;
      const auto fresh = static_cast<std::uint32_t>(blocks_.size());
      blocks_.push_back({begin, begin + marked, 0});
      blocks_[old].begin = begin + marked;
      for (std::uint32_t at = begin; at < begin + marked; ++at) block_[order_[at]] = fresh;
      parted(old, fresh);
    }
  }

 private:
  struct Block {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t marked = 0;  // So many at the beginning.
  };
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> place_;  // Each state's place in order_.
  std::vector<std::uint32_t> block_;  // Each state's.
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> touched_;
};

// For each class and state, the states that lead to it.
class Origins {
 public:
  explicit Origins(const PatternAutomaton& automaton)
      : states_(automaton.states()), begins_(automaton.cells.size() + 1) {
    const std::uint32_t classes = automaton.classes;
    const auto slot = [&](std::size_t cell) {
      return (cell % classes) * states_ + automaton.cells[cell];
    };
    for (std::size_t cell = 0; cell < automaton.cells.size(); ++cell) ++begins_[slot(cell) + 1];
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    origins_.resize(automaton.cells.size());
    std::vector<std::uint32_t> next = begins_;
    for (std::size_t cell = 0; cell < automaton.cells.size(); ++cell) {
      origins_[next[slot(cell)]++] = static_cast<std::uint32_t>(cell / classes);
    }
  }

  template <typename Visit>
  void for_each(std::uint32_t number, std::uint32_t state, Visit visit) const {
    const std::size_t slot = std::size_t{number} * states_ + state;
    for (std::uint32_t at = begins_[slot]; at < begins_[slot + 1]; ++at) visit(origins_[at]);
  }

 private:
  std::size_t states_;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> origins_;
};

Partition part(const PatternAutomaton& automaton) {
  const Origins origins(automaton);
  Partition partition(automaton.states());
  std::vector<std::uint32_t> waiting = {0};
  std::vector<bool> listed = {true};
  const auto parted = [&](std::uint32_t old, std::uint32_t fresh) {
    listed.push_back(false);
    // If the old block was done, the smaller part is enough.
    const bool first = listed[old] || partition.size(fresh) <= partition.size(old);
    const std::uint32_t chosen = first ? fresh : old;
    listed[chosen] = true;
    waiting.push_back(chosen);
  };
  for (std::uint32_t state = 0; state < automaton.states(); ++state) {
    if (automaton.accepting[state]) partition.mark(state);
  }
  partition.split(parted);
  while (!waiting.empty()) {
    const std::uint32_t block = waiting.back();
    waiting.pop_back();
    listed[block] = false;
    const std::vector<std::uint32_t> members = partition.members(block);
    for (std::uint32_t number = 0; number < automaton.classes; ++number) {
      for (const std::uint32_t state : members) {
        origins.for_each(number, state, [&](std::uint32_t origin) { partition.mark(origin); });
      }
      partition.split(parted);
    }
  }
  return partition;
}

// Gives blocks their numbers as states, in the order in which they are reached.
struct Numbering {
  std::vector<std::uint32_t> number_of;  // Each block's.
  std::vector<std::uint32_t> origin_of;  // For each number, one of its states in the old automaton.
};

Numbering number_blocks(const PatternAutomaton& automaton, const Partition& partition) {
  Numbering numbering;
  numbering.number_of.assign(automaton.states(), kNone);
  std::vector<std::uint32_t> reached = {automaton.start};
  const auto visit = [&](std::uint32_t state) {
    std::uint32_t& number = numbering.number_of[partition.block_of(state)];
    if (number != kNone) return;
    number = 0;  // Its true number follows.
    reached.push_back(state);
  };
  const auto give = [&](std::uint32_t state) {
    numbering.number_of[partition.block_of(state)] =
        static_cast<std::uint32_t>(numbering.origin_of.size());
    numbering.origin_of.push_back(state);
  };
  give(kPatternFails);
  give(kPatternHolds);
  const std::uint32_t start_block = partition.block_of(automaton.start);
  const bool fixed = numbering.number_of[start_block] != kNone;
  if (!fixed) numbering.number_of[start_block] = 0;
  for (std::size_t at = 0; at < reached.size(); ++at) {
    const auto row = automaton.cells.begin() + std::ptrdiff_t{reached[at]} * automaton.classes;
    std::for_each(row, row + automaton.classes, visit);
  }
  for (const bool accepting : {false, true}) {
    for (const std::uint32_t state : reached) {
      if (automaton.accepting[state] != accepting) continue;
      if (fixed && state == automaton.start) {
        numbering.origin_of.push_back(state);  // A copy of the fixed state, to start in.
      } else {
        give(state);
      }
    }
  }
  return numbering;
}

}  // namespace

PatternAutomaton minimise(const PatternAutomaton& automaton) {
  const Partition partition = part(automaton);
  const Numbering numbering = number_blocks(automaton, partition);
  PatternAutomaton least;
  least.classes = automaton.classes;
  for (const std::uint32_t origin : numbering.origin_of) {
    if (origin == automaton.start && least.states() >= kPatternFirstState) {
      least.start = least.states();
    }
    least.accepting.push_back(automaton.accepting[origin]);
    for (std::uint32_t number = 0; number < automaton.classes; ++number) {
      const std::uint32_t to = automaton.cells[std::size_t{origin} * automaton.classes + number];
      least.cells.push_back(numbering.number_of[partition.block_of(to)]);
    }
  }
  return least;
}

std::vector<std::uint32_t> equal_classes(const PatternAutomaton& automaton) {
  std::map<std::vector<std::uint32_t>, std::uint32_t> first_of;
  std::vector<std::uint32_t> first;
  for (std::uint32_t number = 0; number < automaton.classes; ++number) {
    std::vector<std::uint32_t> column;
    for (std::uint32_t state = 0; state < automaton.states(); ++state) {
      column.push_back(automaton.cells[std::size_t{state} * automaton.classes + number]);
    }
    first.push_back(first_of.emplace(std::move(column), number).first->second);
  }
  return first;
}

}  // namespace godwit::schema
