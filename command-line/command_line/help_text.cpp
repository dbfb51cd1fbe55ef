#include <algorithm>
#include <string_view>

#include "command_line/manual.h"

namespace godwit::command_line {
namespace {

// The column at which the explanations of flags start.
constexpr std::size_t kFlagColumn = 36;

// The left column, two spaces in, and the right one, which goes to a line of its own if the left
// one is too long.
void add_row(std::string& text, std::string_view left, std::string_view right, std::size_t column) {
  std::string line = "  ";
  line.append(left);
  if (line.size() + 2 > column) text.append(line).append("\n"), line.clear();
  line.append(column - line.size(), ' ');
  text.append(line).append(right).append("\n");
}

void add_rows(std::string& text, std::string_view title, const std::vector<Row>& rows) {
  if (rows.empty()) return;
  std::size_t column = 0;
  for (const Row& row : rows) column = std::max(column, row.name.size() + 4);
  text.append("\n").append(title).append(":\n");
  for (const Row& row : rows) add_row(text, row.name, row.meaning, column);
}

void add_flags(std::string& text, const std::vector<FlagRow>& flags) {
  text.append("\nFlags:\n");
  for (const FlagRow& flag : flags) {
    std::string left = flag.letter == '\0' ? "" : std::string("-") + flag.letter + ", ";
    left.append("--").append(flag.name);
    if (!flag.value.empty()) left.append(" ").append(flag.value);
    add_row(text, left, flag.help, kFlagColumn);
  }
}

}  // namespace

std::string command_of(const Manual& manual) {
  return manual.command.empty() ? manual.program : manual.program + " " + manual.command;
}

std::string page_name(std::string command) {
  std::replace(command.begin(), command.end(), ' ', '-');
  return command;
}

std::vector<FlagRow> common_flags() {
  return {
      {"help", 'h', "", "print this and end", false},
      {"version", '\0', "", "print the version and end", false},
      {"man", '\0', "", "print this as a man page and end: `--man | man -l -` shows it", false}};
}

std::string help_text(const Manual& manual) {
  std::string text = "Usage: " + command_of(manual);
  if (!manual.operands.empty()) text.append(" ").append(manual.operands);
  for (const FlagRow& flag : manual.flags) {
    if (flag.required) text.append(" --").append(flag.name).append(" ").append(flag.value);
  }
  text.append(" [FLAGS]\n\n").append(manual.description).append("\n");
  add_rows(text, "Commands", manual.commands);
  add_flags(text, manual.flags);
  add_rows(text, "Exit codes", manual.exit_codes);
  add_rows(text, "Environment", manual.environment);
  return text;
}

}  // namespace godwit::command_line
