// Divides all code points into the fewest classes that a pattern's sets cannot tell apart.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pattern/unicode_sets.h"

namespace godwit::schema {

struct CodePointClasses {
  struct Stretch {
    std::uint32_t first = 0;  // Its code points go up to the next stretch.
    std::uint32_t number = 0;
  };
  std::vector<Stretch> stretches;  // Ascending, the first from 0 on; neighbours differ.
  std::uint32_t count = 0;         // Classes are numbered in the order of their first code points.

  [[nodiscard]] std::uint32_t class_of(std::uint32_t code_point) const;
  // The numbers of the classes that `set` consists of, ascending. It is one of those divided by.
  [[nodiscard]] std::vector<std::uint32_t> classes_of(const CodePointSet& set) const;
  // Joins classes: each number becomes what `to` says.
  void join(const std::vector<std::uint32_t>& to);

 private:
  friend std::optional<CodePointClasses> divide(const std::vector<CodePointSet>& sets);
  void renumber();
};

// Empty if there would be more than kPatternClassesMax.
[[nodiscard]] std::optional<CodePointClasses> divide(const std::vector<CodePointSet>& sets);

}  // namespace godwit::schema
