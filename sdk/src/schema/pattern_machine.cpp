#include "schema/pattern_machine.h"

#include <bit>
#include <utility>

#include "base/bytes.h"
#include "base/json_text.h"

namespace godwit {
namespace {

const std::uint8_t* ascii_classes(const std::uint32_t* table) {
  return reinterpret_cast<const std::uint8_t*>(table + kPatternAsciiAt);
}

std::uint32_t class_of(const std::uint32_t* table, std::uint32_t code_point) {
  if (code_point < 0x80) return ascii_classes(table)[code_point];
  // The last range that begins at or before the character.
  const std::uint32_t* low = table + kPatternRangesAt;
  std::uint32_t count = table[0] >> 16;
  const std::uint32_t key = (code_point + 1) << kPatternClassBits;
  while (count > 1) {
    const std::uint32_t half = count / 2;
    if (low[half] < key) low += half;
    count -= half;
  }
  return *low & (kPatternClassesMax - 1);
}

// The class of a character that is escaped or not ASCII. Moves `at` behind it.
[[gnu::noinline]] std::uint32_t read_other(const std::uint32_t* table, const char*& at,
                                           const char* end) {
  std::string_view rest(at, static_cast<std::size_t>(end - at));
  std::uint32_t code_point = 0;
  if (rest[0] == '\\') {
    (void)read_json_escape(rest, code_point);  // Well-formed.
  } else {
    const auto lead = static_cast<std::uint8_t>(rest[0]);
    code_point = lead & (0x7Fu >> std::countl_one(lead));
    rest.remove_prefix(1);
    while (!rest.empty() && (rest[0] & 0xC0) == 0x80) {
      code_point = code_point << 6 | (rest[0] & 0x3Fu);
      rest.remove_prefix(1);
    }
  }
  at = rest.data();
  return class_of(table, code_point);
}

// Moves `at` behind the character that it points at, and returns the character's class.
[[gnu::always_inline]] inline std::uint32_t read_class(const std::uint32_t* table, const char*& at,
                                                       const char* end) {
  const auto byte = static_cast<std::uint8_t>(*at);
  if (byte < 0x80 && byte != '\\') {
    ++at;
    return ascii_classes(table)[byte];
  }
  const char* behind = at;  // A copy, so that `at` itself can stay in a register.
  const std::uint32_t read = read_other(table, behind, end);
  at = behind;
  return read;
}

// The cells of one class stand together, so that all a state waits for is one load.
template <typename Cell>
bool run_cells(const std::uint32_t* table, std::string_view raw) {
  const std::uint32_t states = table[2];
  const auto* const cells =
      reinterpret_cast<const Cell*>(table + kPatternRangesAt + (table[0] >> 16)) -
      kPatternFirstState;
  std::uint32_t state = table[1] & 0xFFFF;
  const char* at = raw.data();
  const char* const end = at + raw.size();
  const std::uint8_t* const classes = ascii_classes(table);
  for (; at != end;) {
    // A backslash or what is not ASCII is read apart, so that this loop stays short.
    const auto byte = static_cast<std::uint8_t>(*at);
    std::uint32_t read = 0;
    if (byte < 0x80 && byte != '\\') [[likely]] {
      read = classes[byte];
      ++at;
    } else {
      const char* behind = at;
      read = read_other(table, behind, end);
      at = behind;
    }
    state = cells[read * states + state];
    if (state < kPatternFirstState) return state == kPatternHolds;
  }
  return state >= table[1] >> 16;
}

// Where the ways through a program have got to: instructions to be run, each once.
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
// it. Those that take it go on in `next`. Returns whether one has come to the end of the program.
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

// All ways through the program at once, character by character.
bool run_program(const std::uint32_t* table, std::string_view raw) {
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
      taken = read_class(table, at, end);
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

}  // namespace

bool pattern_matches(const std::uint32_t* table, std::string_view raw) {
  switch (table[0] & 0xFFFF) {
    case 0:
      return run_program(table, raw);
    case 1:
      return run_cells<std::uint8_t>(table, raw);
    default:
      return run_cells<std::uint16_t>(table, raw);
  }
}

}  // namespace godwit
