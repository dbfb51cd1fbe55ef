// `godwit`: the SDK from a shell. Finds the command in a table and runs it.
#include <csignal>
#include <string>
#include <vector>

#include "command_line/nearest.h"
#include "command_line/quoted.h"
#include "command_line/version_text.h"
#include "commands.h"
#include "files/standard_descriptors.h"
#include "library_versions.h"
#include "manual_of.h"
#include "output.h"

namespace godwit::cli {
namespace {

using command_line::quoted;
using Arguments = std::span<char* const>;

// The number of arguments that form the command's name; 0 if they do not.
std::size_t words_matched(std::string_view name, Arguments arguments) {
  const std::size_t space = name.find(' ');
  if (arguments.empty() || arguments[0] != name.substr(0, space)) return 0;
  if (space == std::string_view::npos) return 1;
  return arguments.size() > 1 && arguments[1] == name.substr(space + 1) ? 2 : 0;
}

// The names of the commands with two words that begin with this word. Empty if there are none.
std::string commands_of(std::string_view first) {
  std::string names;
  for (const Command& command : commands()) {
    if (!command.name.starts_with(std::string(first) + " ")) continue;
    names.append(names.empty() ? "" : ", ").append(command.name);
  }
  return names;
}

bool is_help(std::string_view argument) {
  return argument == "--help" || argument == "-h" || argument == "help";
}

int print_all(const std::string& text) {
  return print(text) ? kDone : kFailed;
}

int print_version(Arguments more) {
  const bool is_verbose = !more.empty() && more[0] == std::string_view("--verbose");
  return print_all(command_line::version_text("godwit") + (is_verbose ? library_versions() : ""));
}

std::string suggestion(std::string_view typed) {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  const std::string_view meant = command_line::nearest(typed, names);
  return meant.empty() ? "" : " (did you mean " + quoted(meant) + "?)";
}

int unknown_command(Arguments arguments) {
  const std::string_view first = arguments[0];
  const std::string names = commands_of(first);
  if (names.empty()) {
    warn("there is no command " + quoted(first) + suggestion(first) +
         "; `godwit --help` lists them");
    return kUsage;
  }
  std::string meant;
  if (arguments.size() > 1) meant = suggestion(std::string(first).append(" ").append(arguments[1]));
  warn(quoted(first) + " needs a second word: " + names + meant);
  return kUsage;
}

int run_command(Arguments arguments) {
  for (const Command& command : commands()) {
    const std::size_t words = words_matched(command.name, arguments);
    if (words != 0) return command.run(arguments.subspan(words));
  }
  const bool is_group = arguments.size() > 1 && !commands_of(arguments[0]).empty();
  if (is_group && is_help(arguments[1])) {
    return print_all(command_line::help_text(program_manual(arguments[0])));
  }
  return unknown_command(arguments);
}

// `godwit help queue status` is `godwit queue status --help`.
int run_help(Arguments words) {
  if (words.empty()) return print_all(command_line::help_text(program_manual()));
  static char flag[] = "--help";
  std::vector<char*> arguments(words.begin(), words.end());
  arguments.push_back(flag);
  return run_command(arguments);
}

int run(Arguments arguments) {
  if (arguments.empty()) {
    print_error(command_line::help_text(program_manual()));
    return kUsage;
  }
  const std::string_view first = arguments[0];
  if (first == "help") return run_help(arguments.subspan(1));
  if (is_help(first)) return run_help({});
  if (first == "--man") return print_all(command_line::man_page(program_manual()));
  if (first == "--version") return print_version(arguments.subspan(1));
  return run_command(arguments);
}

}  // namespace
}  // namespace godwit::cli

int main(int argc, char* argv[]) {
  godwit::occupy_standard_descriptors();
  // A reader that went away shows as a failed write.
  std::signal(SIGPIPE, SIG_IGN);
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  return godwit::cli::run(arguments.subspan(argc == 0 ? 0 : 1));
}
