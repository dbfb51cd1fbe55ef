#include "pattern/pattern_program.h"

#include <algorithm>
#include <map>
#include <utility>

namespace godwit::schema {
namespace {

using NodeKind = PatternNode::Kind;

// Counts and sizes above this are all the same: too large.
constexpr std::uint64_t kSizeMax = std::uint64_t{1} << 32;

// Writes from the end to the beginning, so that every instruction's target is known.
class ProgramWriter {
 public:
  ProgramWriter(const PatternTree& tree, PatternProgram& program)
      : tree_(tree), program_(program), node_sets_(tree.nodes.size(), kNoSet) {}

  std::optional<PatternError> write() {
    measure();
    if (sizes_[tree_.root] >= kPatternInstructionsMax) {
      return PatternError{.sentence =
                              "the pattern is too large: its repeats, written out, need "
                              "more than 2048 instructions",
                          .unsupported = true};
    }
    program_.instructions = {PatternInstruction{}};
    program_.start = write(tree_.root, 0);
    return std::nullopt;
  }

 private:
  static constexpr std::uint32_t kNoSet = ~std::uint32_t{0};

  void measure();
  std::uint64_t measure_repeat(const PatternNode& node) const;
  std::uint32_t write(std::uint32_t index, std::uint32_t next);
  std::uint32_t write_repeat(const PatternNode& node, std::uint32_t next);
  std::uint32_t write_choice(const PatternNode& node, std::uint32_t next);
  std::uint32_t set_of(std::uint32_t index);
  const CodePointSet& named(const NamedSet& name);

  std::uint32_t add(PatternInstruction::Kind kind, std::uint32_t operand, std::uint32_t next) {
    program_.instructions.push_back({kind, operand, next});
    return static_cast<std::uint32_t>(program_.instructions.size() - 1);
  }

  const PatternTree& tree_;
  PatternProgram& program_;
  std::vector<std::uint64_t> sizes_;  // Each node's, in instructions.
  std::vector<std::uint32_t> node_sets_;
  std::map<CodePointSet, std::uint32_t> set_numbers_;
  std::map<NamedSet, CodePointSet> named_;
};

void ProgramWriter::measure() {
  for (const PatternNode& node : tree_.nodes) {
    std::uint64_t size = 0;
    for (const std::uint32_t child : node.children) size += sizes_[child];
    if (node.kind == NodeKind::choice) size += node.children.size() - 1;
    if (node.kind == NodeKind::repeat) size = measure_repeat(node);
    if (node.kind == NodeKind::characters || node.kind == NodeKind::assertion) size = 1;
    sizes_.push_back(std::min(size, kSizeMax));
  }
}

std::uint64_t ProgramWriter::measure_repeat(const PatternNode& node) const {
  const std::uint64_t size = sizes_[node.children[0]];
  if (size == 0) return 0;
  if (node.max != PatternNode::kNoMax) return size * node.max + (node.max - node.min);
  return size * std::max(node.min, std::uint32_t{1}) + 1;
}

std::uint32_t ProgramWriter::write(std::uint32_t index, std::uint32_t next) {
  if (sizes_[index] == 0) return next;
  const PatternNode& node = tree_.nodes[index];
  switch (node.kind) {
    case NodeKind::sequence:
      for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
        next = write(*child, next);
      }
      return next;
    case NodeKind::choice:
      return write_choice(node, next);
    case NodeKind::repeat:
      return write_repeat(node, next);
    case NodeKind::characters:
      return add(PatternInstruction::Kind::characters, set_of(index), next);
    case NodeKind::assertion:
      if (node.place == kPlaceWordEdge || node.place == kPlaceNoWordEdge) {
        program_.asks_for_words = true;
      }
      return add(PatternInstruction::Kind::assertion, node.place, next);
  }
  return next;
}

std::uint32_t ProgramWriter::write_choice(const PatternNode& node, std::uint32_t next) {
  std::uint32_t entry = write(node.children.back(), next);
  for (std::size_t at = node.children.size() - 1; at-- > 0;) {
    entry = add(PatternInstruction::Kind::split, entry, write(node.children[at], next));
  }
  return entry;
}

// A round that takes no characters leads back to where it began, which the runners see; so rounds
// are not told apart by what they take.
std::uint32_t ProgramWriter::write_repeat(const PatternNode& node, std::uint32_t next) {
  const std::uint32_t child = node.children[0];
  std::uint32_t entry = next;
  std::uint32_t copies = node.min;
  if (node.max == PatternNode::kNoMax) {
    const std::uint32_t loop = add(PatternInstruction::Kind::split, next, 0);
    const std::uint32_t body = write(child, loop);
    program_.instructions[loop].next = body;
    entry = node.min == 0 ? loop : body;
    copies = node.min == 0 ? 0 : node.min - 1;
  } else {
    for (std::uint32_t round = node.min; round < node.max; ++round) {
      entry = add(PatternInstruction::Kind::split, next, write(child, entry));
    }
  }
  for (std::uint32_t round = 0; round < copies; ++round) entry = write(child, entry);
  return entry;
}

const CodePointSet& ProgramWriter::named(const NamedSet& name) {
  const auto found = named_.find(name);
  return found != named_.end() ? found->second
                               : named_.emplace(name, make_named_set(name)).first->second;
}

std::uint32_t ProgramWriter::set_of(std::uint32_t index) {
  std::uint32_t& number = node_sets_[index];
  if (number != kNoSet) return number;
  const PatternNode& node = tree_.nodes[index];
  CodePointSet set(node.ranges);
  std::vector<NamedSet> names = node.named;
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const NamedSet& name : names) set = set.united(named(name));
  if (node.complement) set = set.complement();
  const auto fresh = static_cast<std::uint32_t>(program_.sets.size());
  const auto [known, inserted] = set_numbers_.emplace(set, fresh);
  if (inserted) program_.sets.push_back(std::move(set));
  return number = known->second;
}

}  // namespace

std::optional<PatternError> make_program(const PatternTree& tree, PatternProgram& program) {
  return ProgramWriter(tree, program).write();
}

}  // namespace godwit::schema
