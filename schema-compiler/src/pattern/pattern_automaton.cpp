#include "pattern/pattern_automaton.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

namespace godwit::schema {
namespace {

using InstructionKind = PatternInstruction::Kind;

constexpr std::size_t kStatesMax = 8192;
constexpr std::size_t kCellsMax = 128 * 1024;
// Instructions looked at, all in all; some milliseconds.
constexpr std::size_t kWorkMax = 8 * 1024 * 1024;

// The character before a place. States differ by it only if an assertion waits for the next one.
enum class Before : char16_t { any, start, word, other };

// A state is the instructions that wait for the next character, with the places whose truth depends
// on that character not yet decided.
struct State {
  Before before = Before::any;
  std::vector<std::uint32_t> waiting;  // Ascending.
  bool undecided = false;              // Whether there are such places.
};

// Instructions, each once, in the order in which they were added.
class InstructionSet {
 public:
  explicit InstructionSet(std::size_t size) : turns_(size) {}
  void clear() {
    ++turn_;
    list_.clear();
  }
  void add(std::uint32_t instruction) {
    if (turns_[instruction] == turn_) return;
    turns_[instruction] = turn_;
    list_.push_back(instruction);
  }
  [[nodiscard]] std::vector<std::uint32_t>& list() { return list_; }

 private:
  std::vector<std::uint32_t> turns_;
  std::uint32_t turn_ = 0;
  std::vector<std::uint32_t> list_;
};

class Construction {
 public:
  Construction(const PatternProgram& program, const CodePointClasses& classes);
  std::optional<PatternAutomaton> run();

 private:
  void close(bool at_start, std::uint32_t places);
  std::uint32_t enter(Before before);
  bool decide(const State& state, std::uint32_t places);
  bool step(std::uint32_t state);

  const PatternProgram& program_;
  std::vector<std::vector<bool>> sets_;  // Which classes are in each.
  std::vector<bool> words_;              // Which classes are word characters.
  InstructionSet closing_;               // The instructions that close() works on.
  std::vector<std::uint32_t>
      decided_;  // Instructions that wait for a character, found by decide().
  std::vector<State> states_;
  std::unordered_map<std::u16string, std::uint32_t> numbers_;
  PatternAutomaton automaton_;
  std::size_t work_ = 0;
};

Construction::Construction(const PatternProgram& program, const CodePointClasses& classes)
    : program_(program), words_(classes.count), closing_(program.instructions.size()) {
  const auto bits = [&](const CodePointSet& set) {
    std::vector<bool> within(classes.count);
    for (const std::uint32_t number : classes.classes_of(set)) within[number] = true;
    return within;
  };
  for (const CodePointSet& set : program.sets) sets_.push_back(bits(set));
  if (program.asks_for_words) words_ = bits(make_named_set({.kind = NamedSet::Kind::words}));
  automaton_.classes = classes.count;
}

// Follows what takes no character. An assertion passes where its place is in `places`.
void Construction::close(bool at_start, std::uint32_t places) {
  if (at_start) places |= kPlaceStart;
  std::vector<std::uint32_t>& list = closing_.list();
  for (std::size_t at = 0; at < list.size(); ++at) {  // The list grows meanwhile.
    const PatternInstruction& instruction = program_.instructions[list[at]];
    if (instruction.kind == InstructionKind::split) closing_.add(instruction.operand);
    const bool passes =
        instruction.kind == InstructionKind::split ||
        (instruction.kind == InstructionKind::assertion && (instruction.operand & places) != 0);
    if (passes) closing_.add(instruction.next);
  }
  work_ += list.size();
}

// The state that waits for what was added to the set, and for a match that begins here.
std::uint32_t Construction::enter(Before before) {
  closing_.add(program_.start);
  close(before == Before::start, 0);
  State state;
  for (const std::uint32_t at : closing_.list()) {
    const PatternInstruction& instruction = program_.instructions[at];
    if (instruction.kind == InstructionKind::holds) return kPatternHolds;
    const bool undecided =
        instruction.kind == InstructionKind::assertion && instruction.operand != kPlaceStart;
    if (undecided || instruction.kind == InstructionKind::characters) state.waiting.push_back(at);
    state.undecided = state.undecided || undecided;
  }
  if (state.waiting.empty()) return kPatternFails;
  std::sort(state.waiting.begin(), state.waiting.end());
  if (state.undecided && (program_.asks_for_words || before == Before::start)) {
    state.before = before;
  }
  std::u16string key(1, static_cast<char16_t>(state.before));
  for (const std::uint32_t at : state.waiting) key += static_cast<char16_t>(at);
  const auto fresh = static_cast<std::uint32_t>(states_.size());
  const auto [known, inserted] = numbers_.emplace(std::move(key), fresh);
  if (inserted) states_.push_back(std::move(state));
  return known->second;
}

// Follows the places, now that the next character is known too. Returns whether the text matches.
bool Construction::decide(const State& state, std::uint32_t places) {
  closing_.clear();
  for (const std::uint32_t at : state.waiting) closing_.add(at);
  if (state.undecided) close(state.before == Before::start, places);
  decided_.clear();
  for (const std::uint32_t at : closing_.list()) {
    if (program_.instructions[at].kind == InstructionKind::holds) return true;
    if (program_.instructions[at].kind == InstructionKind::characters) decided_.push_back(at);
  }
  work_ += decided_.size();
  return false;
}

// Finds the cells of a state. Returns false where the work has become too much.
bool Construction::step(std::uint32_t number) {
  const State state = states_[number];  // A copy, as more are added.
  const bool after_word = state.before == Before::word;
  std::vector<std::uint32_t> row(automaton_.classes);
  for (const bool word : {false, true}) {
    const bool holds = decide(state, word == after_word ? kPlaceNoWordEdge : kPlaceWordEdge);
    const std::vector<std::uint32_t> waiting = decided_;
    for (std::uint32_t taken = 0; taken < automaton_.classes; ++taken) {
      if (words_[taken] != word) continue;
      work_ += waiting.size() + 1;
      if (work_ > kWorkMax) return false;
      closing_.clear();
      for (const std::uint32_t at : waiting) {
        const PatternInstruction& instruction = program_.instructions[at];
        if (sets_[instruction.operand][taken]) closing_.add(instruction.next);
      }
      row[taken] = holds ? kPatternHolds : enter(word ? Before::word : Before::other);
    }
  }
  automaton_.cells.insert(automaton_.cells.end(), row.begin(), row.end());
  const std::uint32_t edge = after_word ? kPlaceWordEdge : kPlaceNoWordEdge;
  automaton_.accepting.push_back(decide(state, kPlaceEnd | edge));
  return true;
}

std::optional<PatternAutomaton> Construction::run() {
  states_.resize(kPatternFirstState);
  for (const std::uint32_t fixed : {kPatternFails, kPatternHolds}) {
    automaton_.cells.insert(automaton_.cells.end(), automaton_.classes, fixed);
    automaton_.accepting.push_back(fixed == kPatternHolds);
  }
  closing_.clear();
  automaton_.start = enter(Before::start);
  for (std::uint32_t state = kPatternFirstState; state < states_.size(); ++state) {
    if (states_.size() > kStatesMax || states_.size() * automaton_.classes > kCellsMax) {
      return std::nullopt;
    }
    if (!step(state)) return std::nullopt;
  }
  return std::move(automaton_);
}

}  // namespace

std::optional<PatternAutomaton> make_automaton(const PatternProgram& program,
                                               const CodePointClasses& classes) {
  return Construction(program, classes).run();
}

}  // namespace godwit::schema
