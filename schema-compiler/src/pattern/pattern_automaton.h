// A program as a deterministic automaton: one state at a time, one step a character.
//
// Some programs have automata beyond all bounds; the work on one ends at a fixed amount.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pattern/code_point_classes.h"
#include "pattern/pattern_program.h"

namespace godwit::schema {

// State kPatternFails leads only to itself, and so does kPatternHolds.
struct PatternAutomaton {
  std::uint32_t classes = 0;
  std::uint32_t start = 0;
  std::vector<std::uint32_t> cells;  // The first state's next state for each class; and so on.
  std::vector<bool> accepting;       // Whether the text may end in a state.

  [[nodiscard]] std::uint32_t states() const {
    return static_cast<std::uint32_t>(accepting.size());
  }
};

// By subset construction. Nothing where it gets too large. Where the program asks for words,
// `classes` tell their characters from others.
[[nodiscard]] std::optional<PatternAutomaton> make_automaton(const PatternProgram& program,
                                                             const CodePointClasses& classes);

// The least automaton that accepts the same; its states in the order in which they are reached, but
// those in which the text may end last. The start is never one of the two fixed states.
[[nodiscard]] PatternAutomaton minimise(const PatternAutomaton& automaton);

// The first of the classes that lead from every state to where this one leads, for each class.
[[nodiscard]] std::vector<std::uint32_t> equal_classes(const PatternAutomaton& automaton);

}  // namespace godwit::schema
