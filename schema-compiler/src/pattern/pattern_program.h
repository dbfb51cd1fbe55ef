// A pattern as a program: an automaton with many ways, one instruction each, counted repeats
// written out.
//
// Never has more than kPatternInstructionsMax instructions, and costs no more work than that
// allows, however repeats are nested.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pattern/pattern_syntax.h"
#include "pattern/unicode_sets.h"
#include "schema/pattern_machine.h"

namespace godwit::schema {

struct PatternInstruction {
  enum class Kind : std::uint8_t { holds, characters, split, assertion };
  Kind kind = Kind::holds;
  std::uint32_t operand = 0;  // Characters: the set; split: the other target; or a place.
  std::uint32_t next = 0;
};

struct PatternProgram {
  std::vector<PatternInstruction> instructions;
  std::vector<CodePointSet> sets;  // No two alike.
  std::uint32_t start = 0;
  bool asks_for_words = false;  // Whether \b or \B is in it.
};

// `tree` comes from parse_pattern(), which found no error.
[[nodiscard]] std::optional<PatternError> make_program(const PatternTree& tree,
                                                       PatternProgram& program);

}  // namespace godwit::schema
