#include "schema/pattern_program.h"

#include <cstring>
#include <utility>

#include "schema/pattern_machine.h"

namespace godwit {
namespace {

// The present places of the ways through a program: instructions to run, each once.
struct Ways {
  std::uint32_t count;
  std::uint8_t seen[kPatternInstructionsMax];
  std::uint16_t list[kPatternInstructionsMax];

  void clear(std::uint32_t instructions) {
    count = 0;
    std::memset(seen, 0, instructions);
  }
  void add(std::uint32_t instruction) {
    if (seen[instruction] != 0) return;
    seen[instruction] = 1;
    list[count++] = static_cast<std::uint16_t>(instruction);
  }
};

bool has(const std::uint32_t* set, std::uint32_t number) {
  return (set[number / 32] >> number % 32 & 1) != 0;
}

// Follows the ways at one place, before a character of this class, as far as they go without taking
// it. Ways that take the character go on in `next`. Returns true if a way has reached the end of
// the program.
bool run_place(const std::uint32_t* table, Ways& ways, Ways& next, std::uint32_t places,
               std::uint32_t taken) {
  next.clear(table[1] >> 16);
  for (std::uint32_t at = 0; at < ways.count; ++at) {  // The list grows meanwhile.
    const std::uint32_t instruction = table[table[2] + ways.list[at]];
    const std::uint32_t operand =
        instruction >> kPatternOperandAt & ((1u << (kPatternNextAt - kPatternOperandAt)) - 1);
    const std::uint32_t target = instruction >> kPatternNextAt;
    switch (static_cast<PatternOperation>(instruction & 7)) {
      case PatternOperation::holds:
        return true;
      case PatternOperation::one:
        if (operand == taken) next.add(target);
        break;
      case PatternOperation::set:
        if (has(table + operand, taken)) next.add(target);
        break;
      case PatternOperation::split:
        ways.add(operand);
        ways.add(target);
        break;
      case PatternOperation::assertion:
        if ((operand & places) != 0) ways.add(target);
        break;
    }
  }
  return false;
}

}  // namespace

// Follows all ways through the program at once, character by character.
bool run_pattern_program(const std::uint32_t* table, std::string_view raw) {
  Ways lists[2];
  Ways* ways = lists;
  Ways* next = lists + 1;
  ways->clear(table[1] >> 16);
  const std::uint32_t* const word_set = table + kPatternRangesAt + (table[0] >> 16);
  const char* at = raw.data();
  const char* const end = at + raw.size();
  std::uint32_t places = kPlaceStart;
  bool after_word = false;
  for (;;) {
    ways->add(table[1] & 0xFFFF);  // A match may begin anywhere.
    const bool at_end = at == end;
    bool before_word = false;
    std::uint32_t taken = 0;
    if (at_end) {
      places |= kPlaceEnd;
    } else {
      taken = read_pattern_class(table, at, end);
      before_word = has(word_set, taken);
    }
    places |= before_word != after_word ? kPlaceWordEdge : kPlaceNoWordEdge;
    if (run_place(table, *ways, *next, places, taken)) return true;
    if (at_end) return false;
    std::swap(ways, next);
    after_word = before_word;
    places = 0;
  }
}

}  // namespace godwit
