// Writes the tables that pattern_machine.h describes.
#pragma once

#include <cstdint>
#include <vector>

#include "pattern/code_point_classes.h"
#include "pattern/pattern_automaton.h"
#include "pattern/pattern_program.h"

namespace godwit::schema {

// `automaton` is one that minimise() made. Its classes are joined where it treats them alike.
[[nodiscard]] std::vector<std::uint32_t> automaton_table(const PatternAutomaton& automaton,
                                                         CodePointClasses classes);

// The table may be larger than kPatternTableWordsMax, and is then of no use.
[[nodiscard]] std::vector<std::uint32_t> program_table(const PatternProgram& program,
                                                       const CodePointClasses& classes);

}  // namespace godwit::schema
