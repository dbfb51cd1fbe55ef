// Runs a pattern: the regular expression of a schema's string, compiled into a table.
//
// It gives the answer of `new RegExp(pattern, 'u').test(text)`. It takes time in proportion to the
// text (in the second form, to text times instructions) and no memory but the stack, for every
// pattern. The table comes from schema/pattern through a pack that was checked, and is trusted.
// Threads: any; a table is only read.
//
// A table is a run of 32-bit words, little-endian, of 64 KiB at most:
//
// | word    | bits    | what it holds                                                           |
// | ------- | ------- | ----------------------------------------------------------------------- |
// | 0       | 0 to 15 | 0 for a program; for an automaton, the bytes of a cell: 1 or 2          |
// |         | 16 up   | the number of ranges, at least one                                      |
// | 1       | 0 to 15 | the instruction, or the state, to start with                            |
// |         | 16 up   | the number of instructions; or the first state that the text may end in |
// | 2       |         | the word at which the instructions begin; or the number of states       |
// | 3 to 34 |         | the class of each ASCII character, a byte each                          |
// | ranges  |         | those of other characters, ascending, the first from U+0080 on:         |
// |         | 0 to 10 | the class of the characters from here to the next range                 |
// |         | 11 up   | the first of them                                                       |
//
// The pattern does not distinguish characters of one class. After the ranges follow:
//
// - in an automaton, the cells: for each class, the next state of each state. States are numbered
//   from 2 on; states in which the text may end come last. 0 and 1 have no cells: whatever follows,
//   the text cannot match any more (0), or matches (1).
// - in a program, sets of classes, a bit each, in whole words; the first set has the classes that
//   \b counts as parts of a word. After the sets follow the instructions:
//
// | bits    | what it holds                 |
// | ------- | ----------------------------- |
// | 0 to 2  | a PatternOperation            |
// | 3 to 16 | its operand                   |
// | 17 up   | the instruction to go on with |
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace godwit {

inline constexpr std::size_t kPatternTableWordsMax = 16 * 1024;
inline constexpr std::size_t kPatternInstructionsMax = 2048;
inline constexpr std::uint32_t kPatternClassesMax = 2048;

inline constexpr std::size_t kPatternAsciiAt = 3;
inline constexpr std::size_t kPatternRangesAt = kPatternAsciiAt + 128 / 4;
inline constexpr std::uint32_t kPatternClassBits = 11;
inline constexpr std::uint32_t kPatternOperandAt = 3;
inline constexpr std::uint32_t kPatternNextAt = 17;

// Cells and states of an automaton.
inline constexpr std::uint32_t kPatternFails = 0;
inline constexpr std::uint32_t kPatternHolds = 1;
inline constexpr std::uint32_t kPatternFirstState = 2;

enum class PatternOperation : std::uint32_t {
  holds,     // The text matches.
  one,       // Takes a character of the class in the operand.
  set,       // Takes a character of a class in the set at the word in the operand.
  split,     // Goes on here and at the instruction in the operand.
  assertion  // Goes on where one of the PatternPlaces that are the operand is here.
};

// Conditions for a place between two characters.
enum PatternPlace : std::uint32_t {
  kPlaceStart = 1,
  kPlaceEnd = 2,
  kPlaceWordEdge = 4,
  kPlaceNoWordEdge = 8,
};

// True if the pattern is found anywhere in a string. `raw` is the part between the quotes of its
// JSON text, with its escapes; the caller has checked that it is well-formed.
[[nodiscard]] bool pattern_matches(const std::uint32_t* table, std::string_view raw);

}  // namespace godwit
