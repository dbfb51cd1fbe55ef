#include "pattern/pattern_table.h"

#include <cstring>
#include <limits>
#include <map>
#include <utility>

namespace godwit::schema {
namespace {

// The head, with the classes of ASCII, and the ranges.
std::vector<std::uint32_t> begin_table(const CodePointClasses& classes) {
  std::vector<std::uint32_t> table(kPatternRangesAt);
  std::uint8_t ascii[128];
  for (std::uint32_t character = 0; character < 128; ++character) {
    ascii[character] = static_cast<std::uint8_t>(classes.class_of(character));
  }
  std::memcpy(table.data() + kPatternAsciiAt, ascii, sizeof ascii);
  table.push_back(0x80 << kPatternClassBits | classes.class_of(0x80));
  for (const CodePointClasses::Stretch& stretch : classes.stretches) {
    if (stretch.first > 0x80) table.push_back(stretch.first << kPatternClassBits | stretch.number);
  }
  table[0] = static_cast<std::uint32_t>(table.size() - kPatternRangesAt) << 16;
  return table;
}

template <typename Cell>
void append_cells(std::vector<std::uint32_t>& table, const PatternAutomaton& automaton,
                  const std::vector<std::uint32_t>& columns) {
  std::vector<Cell> cells;
  for (const std::uint32_t number : columns) {
    for (std::uint32_t state = kPatternFirstState; state < automaton.states(); ++state) {
      const std::size_t cell = std::size_t{state} * automaton.classes + number;
      cells.push_back(static_cast<Cell>(automaton.cells[cell]));
    }
  }
  const std::size_t at = table.size();
  table.resize(at + (cells.size() * sizeof(Cell) + 3) / 4);
  std::memcpy(table.data() + at, cells.data(), cells.size() * sizeof(Cell));
  table[0] |= sizeof(Cell);
}

// Appends the classes' numbers as bits; sets that are alike share their words.
class SetWriter {
 public:
  SetWriter(std::vector<std::uint32_t>& table, const CodePointClasses& classes)
      : table_(table), words_((classes.count + 31) / 32) {}

  std::uint32_t add(const std::vector<std::uint32_t>& numbers) {
    std::vector<std::uint32_t> bits(words_);
    for (const std::uint32_t number : numbers) bits[number / 32] |= 1u << number % 32;
    const auto fresh = static_cast<std::uint32_t>(table_.size());
    const auto [known, inserted] = known_.emplace(bits, fresh);
    if (inserted) table_.insert(table_.end(), bits.begin(), bits.end());
    return known->second;
  }

 private:
  std::vector<std::uint32_t>& table_;
  std::size_t words_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> known_;
};

std::uint32_t encode(PatternOperation operation, std::uint32_t operand, std::uint32_t next) {
  return static_cast<std::uint32_t>(operation) | operand << kPatternOperandAt |
         next << kPatternNextAt;
}

}  // namespace

std::vector<std::uint32_t> automaton_table(const PatternAutomaton& automaton,
                                           CodePointClasses classes) {
  // Joined classes are numbered anew; each takes the cells of one that it was made from.
  const std::vector<std::uint32_t> first = equal_classes(automaton);
  const CodePointClasses before = classes;
  classes.join(first);
  std::vector<std::uint32_t> columns(classes.count);
  for (const CodePointClasses::Stretch& stretch : classes.stretches) {
    columns[stretch.number] = before.class_of(stretch.first);
  }
  std::vector<std::uint32_t> table = begin_table(classes);
  std::uint32_t accepting = kPatternFirstState;
  while (accepting < automaton.states() && !automaton.accepting[accepting]) ++accepting;
  table[1] = automaton.start | accepting << 16;
  table[2] = automaton.states() - kPatternFirstState;
  if (automaton.states() - 1 <= std::numeric_limits<std::uint8_t>::max()) {
    append_cells<std::uint8_t>(table, automaton, columns);
  } else {
    append_cells<std::uint16_t>(table, automaton, columns);
  }
  return table;
}

std::vector<std::uint32_t> program_table(const PatternProgram& program,
                                         const CodePointClasses& classes) {
  std::vector<std::uint32_t> table = begin_table(classes);
  SetWriter sets(table, classes);
  const CodePointSet words = make_named_set({.kind = NamedSet::Kind::words});
  sets.add(program.asks_for_words ? classes.classes_of(words) : std::vector<std::uint32_t>());
  std::vector<std::pair<PatternOperation, std::uint32_t>> taking;  // For each of the sets.
  for (const CodePointSet& set : program.sets) {
    const std::vector<std::uint32_t> numbers = classes.classes_of(set);
    if (numbers.size() == 1) {
      taking.emplace_back(PatternOperation::one, numbers[0]);
    } else {
      taking.emplace_back(PatternOperation::set, sets.add(numbers));
    }
    if (table.size() > kPatternTableWordsMax) return table;
  }
  table[1] = program.start | static_cast<std::uint32_t>(program.instructions.size()) << 16;
  table[2] = static_cast<std::uint32_t>(table.size());
  for (const PatternInstruction& instruction : program.instructions) {
    const std::uint32_t operand = instruction.operand;
    switch (instruction.kind) {
      case PatternInstruction::Kind::holds:
        table.push_back(encode(PatternOperation::holds, 0, 0));
        break;
      case PatternInstruction::Kind::characters:
        table.push_back(encode(taking[operand].first, taking[operand].second, instruction.next));
        break;
      case PatternInstruction::Kind::split:
        table.push_back(encode(PatternOperation::split, operand, instruction.next));
        break;
      case PatternInstruction::Kind::assertion:
        table.push_back(encode(PatternOperation::assertion, operand, instruction.next));
        break;
    }
  }
  return table;
}

}  // namespace godwit::schema
