#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/prng.h"
#include "pattern/code_point_classes.h"
#include "pattern/pattern_automaton.h"
#include "pattern/pattern_program.h"
#include "pattern/pattern_syntax.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::schema;

namespace {

PatternAutomaton pattern_automaton(std::string_view pattern) {
  PatternTree tree;
  REQUIRE_FALSE(parse_pattern(pattern, tree));
  PatternProgram program;
  REQUIRE_FALSE(make_program(tree, program));
  std::vector<CodePointSet> sets = program.sets;
  sets.push_back(make_named_set({.kind = NamedSet::Kind::words}));
  const auto classes = divide(sets);
  REQUIRE(classes);
  auto automaton = make_automaton(program, *classes);
  REQUIRE(automaton);
  return std::move(*automaton);
}

// The number of its states that some text tells apart: Moore's algorithm, slow and short.
std::size_t pattern_distinct_states(const PatternAutomaton& automaton) {
  std::vector<std::size_t> kinds(automaton.accepting.begin(), automaton.accepting.end());
  for (std::size_t count = 0;;) {
    std::map<std::vector<std::size_t>, std::size_t> seen;
    std::vector<std::size_t> finer;
    for (std::size_t state = 0; state < kinds.size(); ++state) {
      std::vector<std::size_t> signature = {kinds[state]};
      for (std::size_t number = 0; number < automaton.classes; ++number) {
        signature.push_back(kinds[automaton.cells[state * automaton.classes + number]]);
      }
      finer.push_back(seen.emplace(std::move(signature), seen.size()).first->second);
    }
    if (seen.size() == count) return count;
    count = seen.size();
    kinds = std::move(finer);
  }
}

std::string pattern_random(Prng& random, int depth) {
  const char* const atoms[] = {"a", "b", "[ab]", "[^a]", ".", "\\b", "^", "$", "\\w"};
  std::string pattern;
  for (std::uint64_t count = 1 + random.below(4); count > 0; --count) {
    const std::uint64_t kind = random.below(12);
    if (kind < 9) {
      pattern += atoms[kind];
      continue;
    }
    pattern += "(?:" + (depth > 0 ? pattern_random(random, depth - 1) : "a") + ")";
    pattern += kind == 9 ? "*" : kind == 10 ? "{1,3}" : "|";
  }
  return pattern;
}

}  // namespace

TEST_CASE("pattern: no two states of the least automaton are alike", "[schema]") {
  Prng random(20'231'128);
  for (int turn = 0; turn < 300; ++turn) {
    const std::string pattern = pattern_random(random, 3);
    CAPTURE(pattern);
    const PatternAutomaton automaton = pattern_automaton(pattern);
    const PatternAutomaton least = minimise(automaton);
    // The two fixed states are always there; where the start is like one of them, it stands apart.
    REQUIRE(least.start >= kPatternFirstState);
    const std::size_t distinct = pattern_distinct_states(least);
    CHECK(distinct == pattern_distinct_states(automaton));
    const bool constant = least.states() == kPatternFirstState + 1 && distinct == 2;
    CHECK((constant || least.states() == distinct));
  }
}

TEST_CASE("pattern: an automaton beyond all bounds is given up", "[schema]") {
  PatternTree tree;
  REQUIRE_FALSE(parse_pattern("a[ab]{30}c", tree));
  PatternProgram program;
  REQUIRE_FALSE(make_program(tree, program));
  CHECK_FALSE(make_automaton(program, *divide(program.sets)));
}

TEST_CASE("pattern: classes are as few as the sets allow, in the order of characters", "[schema]") {
  const CodePointSet low({{'a', 'm'}});
  const CodePointSet high({{'g', 'z'}});
  const auto classes = divide({low, high, low, low.united(high).complement()});
  REQUIRE(classes);
  CHECK(classes->count == 4);
  CHECK(classes->class_of('A') == 0);
  CHECK(classes->class_of('a') == 1);
  CHECK(classes->class_of('g') == 2);
  CHECK(classes->class_of('n') == 3);
  CHECK(classes->class_of(kCodePointMax) == 0);
  CHECK(classes->classes_of(high) == std::vector<std::uint32_t>{2, 3});
  CodePointClasses joined = *classes;
  joined.join({1, 0, 0, 0});
  CHECK(joined.count == 2);
  CHECK(joined.stretches.size() == 3);
  CHECK(joined.class_of('A') == 0);
  CHECK(joined.class_of('z') == 1);
}
