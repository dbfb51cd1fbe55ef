// Reads a pattern as ECMA-262 (2023) has it, flag u, without the allowances of its annex B.
//
// All of the grammar is read; look-around and back-references, which no finite automaton can follow
// or only at a price, are then refused. Needs no stack in proportion to the pattern's nesting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pattern/unicode_sets.h"
#include "schema/pattern_machine.h"

namespace godwit::schema {

// Groups within groups, at most; deeper ones count as unsupported.
inline constexpr std::size_t kPatternDepthMax = 128;

struct PatternError {
  std::string sentence;      // Such as "a group is not closed".
  std::size_t offset = 0;    // In bytes, where in the pattern.
  bool unsupported = false;  // The pattern is one of ECMA-262's all the same.
};

struct PatternNode {
  enum class Kind : std::uint8_t { sequence, choice, repeat, characters, assertion };
  static constexpr std::uint32_t kNoMax = ~std::uint32_t{0};

  Kind kind = Kind::sequence;
  PatternPlace place = kPlaceStart;  // For an assertion.
  std::uint32_t min = 0;             // For a repeat. Numbers that do not fit are kNoMax - 1.
  std::uint32_t max = 0;
  std::vector<std::uint32_t> children = {};  // For a sequence, a choice or (one) a repeat.
  bool complement = false;                   // For characters: all but those below.
  std::vector<CodePointRange> ranges = {};
  std::vector<NamedSet> named = {};
};

struct PatternTree {
  std::vector<PatternNode> nodes;  // Children stand before their parents.
  std::uint32_t root = 0;
};

[[nodiscard]] std::optional<PatternError> parse_pattern(std::string_view pattern,
                                                        PatternTree& tree);

}  // namespace godwit::schema
