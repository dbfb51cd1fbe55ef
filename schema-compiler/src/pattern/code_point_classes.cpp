#include "pattern/code_point_classes.h"

#include <algorithm>
#include <iterator>

#include "schema/pattern_machine.h"

namespace godwit::schema {
namespace {

constexpr std::uint32_t kNoNumber = ~std::uint32_t{0};

using Stretch = CodePointClasses::Stretch;

std::size_t stretch_at(const std::vector<Stretch>& stretches, std::uint32_t code_point) {
  const auto behind =
      std::upper_bound(stretches.begin(), stretches.end(), code_point,
                       [](std::uint32_t at, const Stretch& stretch) { return at < stretch.first; });
  return static_cast<std::size_t>(behind - stretches.begin()) - 1;
}

// Calls visit(stretch) for each that the set covers.
template <typename Stretches, typename Visit>
void for_each_within(Stretches& stretches, const CodePointSet& set, Visit visit) {
  for (const CodePointRange& range : set.ranges()) {
    for (std::size_t at = stretch_at(stretches, range.first);
         at < stretches.size() && stretches[at].first <= range.last; ++at) {
      visit(stretches[at]);
    }
  }
}

// Stretches of one class that begin wherever a range of a set begins or has ended.
std::vector<Stretch> cut(const std::vector<CodePointSet>& sets) {
  std::vector<std::uint32_t> begins = {0};
  for (const CodePointSet& set : sets) {
    for (const CodePointRange& range : set.ranges()) {
      begins.push_back(range.first);
      if (range.last < kCodePointMax) begins.push_back(range.last + 1);
    }
  }
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  std::vector<Stretch> stretches;
  for (const std::uint32_t begin : begins) stretches.push_back({begin, 0});
  return stretches;
}

}  // namespace

std::uint32_t CodePointClasses::class_of(std::uint32_t code_point) const {
  return stretches[stretch_at(stretches, code_point)].number;
}

std::vector<std::uint32_t> CodePointClasses::classes_of(const CodePointSet& set) const {
  std::vector<bool> within(count);
  for_each_within(stretches, set, [&](const Stretch& stretch) { within[stretch.number] = true; });
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t number = 0; number < count; ++number) {
    if (within[number]) numbers.push_back(number);
  }
  return numbers;
}

void CodePointClasses::renumber() {
  std::vector<std::uint32_t> to;
  count = 0;
  for (Stretch& stretch : stretches) {
    if (stretch.number >= to.size()) to.resize(stretch.number + 1, kNoNumber);
    std::uint32_t& number = to[stretch.number];
    if (number == kNoNumber) number = count++;
    stretch.number = number;
  }
  const auto same = [](const Stretch& a, const Stretch& b) { return a.number == b.number; };
  stretches.erase(std::unique(stretches.begin(), stretches.end(), same), stretches.end());
}

void CodePointClasses::join(const std::vector<std::uint32_t>& to) {
  for (Stretch& stretch : stretches) stretch.number = to[stretch.number];
  renumber();
}

// Each set parts every class into what lies in it and what does not.
std::optional<CodePointClasses> divide(const std::vector<CodePointSet>& sets) {
  CodePointClasses classes;
  classes.stretches = cut(sets);
  std::vector<std::uint32_t> members = {static_cast<std::uint32_t>(classes.stretches.size())};
  std::vector<std::uint32_t> within;
  std::vector<std::uint32_t> to;
  for (const CodePointSet& set : sets) {
    within.assign(members.size(), 0);
    to.assign(members.size(), kNoNumber);
    for_each_within(classes.stretches, set, [&](Stretch& stretch) { ++within[stretch.number]; });
    for_each_within(classes.stretches, set, [&](Stretch& stretch) {
      const std::uint32_t old = stretch.number;
      if (within[old] == members[old] && to[old] == kNoNumber) return;  // All of it.
      if (to[old] == kNoNumber) {
        to[old] = static_cast<std::uint32_t>(members.size());
        members.push_back(0);
      }
      stretch.number = to[old];
      --members[old];
      ++members[stretch.number];
    });
    if (members.size() > kPatternClassesMax) return std::nullopt;
  }
  classes.renumber();
  return classes;
}

}  // namespace godwit::schema
