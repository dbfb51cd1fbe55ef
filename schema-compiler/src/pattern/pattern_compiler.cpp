#include "pattern/pattern_compiler.h"

#include <utility>

#include "pattern/code_point_classes.h"
#include "pattern/pattern_automaton.h"
#include "pattern/pattern_program.h"
#include "pattern/pattern_table.h"

namespace godwit::schema {
namespace {

// An automaton is many times as fast as a program, and worth so many words more: 4 KiB.
constexpr std::size_t kAutomatonExtraWordsMax = 1024;

PatternError too_large(const char* sentence) {
  return {.sentence = sentence, .unsupported = true};
}

std::optional<CodePointClasses> divide_for(const PatternProgram& program) {
  std::vector<CodePointSet> sets = program.sets;
  if (program.asks_for_words) sets.push_back(make_named_set({.kind = NamedSet::Kind::words}));
  return divide(sets);
}

}  // namespace

std::optional<PatternError> compile_pattern(std::string_view pattern,
                                            std::vector<std::uint32_t>& table, PatternForm form) {
  PatternTree tree;
  if (auto error = parse_pattern(pattern, tree)) return error;
  PatternProgram program;
  if (auto error = make_program(tree, program)) return error;
  const std::optional<CodePointClasses> classes = divide_for(program);
  if (!classes) {
    return too_large("the pattern is too large: it tells more than 2048 kinds of characters apart");
  }
  std::vector<std::uint32_t> best = program_table(program, *classes);
  if (form == PatternForm::best) {
    if (const auto automaton = make_automaton(program, *classes)) {
      std::vector<std::uint32_t> fast = automaton_table(minimise(*automaton), *classes);
      if (fast.size() <= best.size() + kAutomatonExtraWordsMax) best = std::move(fast);
    }
  }
  if (best.size() > kPatternTableWordsMax) {
    return too_large("the pattern is too large: its table would have more than 64 KiB");
  }
  table = std::move(best);
  return std::nullopt;
}

std::optional<PatternError> check_pattern_syntax(std::string_view pattern) {
  PatternTree tree;
  std::optional<PatternError> error = parse_pattern(pattern, tree);
  return error && !error->unsupported ? error : std::nullopt;
}

}  // namespace godwit::schema
