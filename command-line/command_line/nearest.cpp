#include "command_line/nearest.h"

#include <algorithm>
#include <vector>

namespace godwit::command_line {
namespace {

// A longer word is nobody's mistyped flag.
constexpr std::size_t kWordBytesMax = 64;

// The number of letters that are left out, added, changed, or swapped with their neighbour.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before(to.size() + 1);
  std::vector<std::size_t> above(to.size() + 1);
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t column = 0; column <= to.size(); ++column) above[column] = column;
  for (std::size_t line = 1; line <= from.size(); ++line) {
    row[0] = line;
    for (std::size_t column = 1; column <= to.size(); ++column) {
      const bool is_same = from[line - 1] == to[column - 1];
      row[column] = std::min(
          {above[column] + 1, row[column - 1] + 1, above[column - 1] + (is_same ? 0u : 1u)});
      const bool is_swapped = line > 1 && column > 1 && from[line - 1] == to[column - 2] &&
                              from[line - 2] == to[column - 1];
      if (is_swapped) row[column] = std::min(row[column], before[column - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[to.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string> known) {
  if (word.size() < 2 || word.size() > kWordBytesMax) return {};
  std::string_view found;
  std::size_t begins = 0;
  for (const std::string& candidate : known) {
    if (!candidate.starts_with(word)) continue;
    found = candidate;
    ++begins;
  }
  if (begins == 1) return found;
  found = {};
  std::size_t least = 1 + word.size() / 4;
  for (const std::string& candidate : known) {
    const std::size_t away = distance(word, candidate);
    // With few letters everything is near.
    if (away > least || away >= std::min(word.size(), candidate.size())) continue;
    if (away == least && !found.empty()) continue;
    least = away;
    found = candidate;
  }
  return found;
}

std::string unknown_flag(std::string_view shown, std::span<const std::string> known) {
  const std::size_t dashes = std::min(shown.find_first_not_of('-'), shown.size());
  const std::string_view meant = nearest(shown.substr(dashes), known);
  std::string sentence = "there is no flag " + std::string(shown);
  if (!meant.empty()) sentence.append(" (did you mean --").append(meant).append("?)");
  return sentence;
}

}  // namespace godwit::command_line
