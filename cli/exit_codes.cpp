#include "exit_codes.h"

#include <algorithm>
#include <array>
#include <string>

#include "command.h"

namespace godwit::cli {
namespace {

struct Meaning {
  std::string_view command;  // Empty: every command that has no row of its own for this code.
  int code;
  std::string_view meaning;
};

// By rising code.
constexpr std::array kMeanings = {
    Meaning{"", kDone, "done"},
    Meaning{"send", kDone, "done; no event is left in the queue"},
    Meaning{"schema diff", kDone, "the new version is high enough for the change"},
    Meaning{"schema validate", kDone, "all values are valid"},
    Meaning{"", kFailed, "something could not be read, written or opened"},
    Meaning{"", kUsage, "wrong usage, or a file that cannot be used"},
    Meaning{"send", kStillQueued,
            "events are still queued; the next `godwit send` with this --data-dir delivers them"},
    Meaning{"schema diff", kInvalid, "the new version is too low for the change"},
    Meaning{"schema validate", kInvalid, "not all values are valid"},
    Meaning{"send", kRefused, "lines were declined, or events refused; all others are delivered"},
    Meaning{"send", kLost, "events are lost; standard error says how many, and why"},
};

bool is_own_row(std::string_view command, const Meaning& row) {
  if (row.command == command) return true;
  if (!row.command.empty()) return false;
  return std::none_of(kMeanings.begin(), kMeanings.end(), [&](const Meaning& other) {
    return other.command == command && other.code == row.code;
  });
}

bool is_general(int code) {
  return std::any_of(kMeanings.begin(), kMeanings.end(),
                     [&](const Meaning& row) { return row.command.empty() && row.code == code; });
}

// A code that means something else in each command has a row for each.
std::vector<command_line::Row> rows_of_all() {
  std::vector<command_line::Row> rows;
  for (const Meaning& row : kMeanings) {
    if (!row.command.empty() && is_general(row.code)) continue;
    const std::string reader = row.command.empty() ? "" : std::string(row.command) + ": ";
    rows.push_back({std::to_string(row.code), reader + std::string(row.meaning)});
  }
  return rows;
}

}  // namespace

std::vector<command_line::Row> exit_code_rows(std::string_view command) {
  if (command.empty()) return rows_of_all();
  std::vector<command_line::Row> rows;
  for (const Meaning& row : kMeanings) {
    if (!is_own_row(command, row)) continue;
    rows.push_back({std::to_string(row.code), std::string(row.meaning)});
  }
  return rows;
}

}  // namespace godwit::cli
