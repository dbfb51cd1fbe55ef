// `godwit`: the SDK from a shell. Finds the command in a table and runs it.
#include <array>
#include <csignal>
#include <string>

#include "command.h"
#include "godwit/version.h"
#include "output.h"
#include "quoted.h"

namespace godwit::cli {
namespace {

constexpr std::array kCommands = {
    Command{"send", "track the events on standard input and deliver them", run_send},
    Command{"queue status", "say what is queued in a data directory", run_queue_status},
    Command{"queue export", "print the events queued in a data directory", run_queue_export},
    Command{"energy", "replay a trace and say what delivery costs the radio", run_energy},
    Command{"schema compile", "make a pack of a folder of schemas", run_schema_compile},
    Command{"schema diff", "compare two versions of a schema", run_schema_diff},
    Command{"schema validate", "check values against a schema", run_schema_validate},
};

std::string help() {
  std::string text = "Usage: godwit COMMAND [FLAGS]\n\nCommands:\n";
  for (const Command& command : kCommands) {
    text.append("  ").append(command.name).append(16 - command.name.size(), ' ');
    text.append(command.summary).append("\n");
  }
  return text +
         "\n`godwit COMMAND --help` lists its flags; `godwit --version` prints the version.\n"
         "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 events are still queued.\n";
}

// How many of the arguments are the command's name; 0: they are not.
std::size_t words_matched(std::string_view name, std::span<char* const> arguments) {
  const std::size_t space = name.find(' ');
  if (arguments.empty() || arguments[0] != name.substr(0, space)) return 0;
  if (space == std::string_view::npos) return 1;
  return arguments.size() > 1 && arguments[1] == name.substr(space + 1) ? 2 : 0;
}

// For the first word alone of commands that have two: their names. Empty where there are none.
std::string commands_of(std::string_view first) {
  std::string names;
  for (const Command& command : kCommands) {
    if (!command.name.starts_with(std::string(first) + " ")) continue;
    names.append(names.empty() ? "" : ", ").append(command.name);
  }
  return names;
}

int run(std::span<char* const> arguments) {
  if (arguments.empty()) {
    print_error(help());
    return kUsage;
  }
  const std::string_view first = arguments[0];
  if (first == "--help" || first == "-h" || first == "help") {
    return print(help()) ? kDone : kFailed;
  }
  if (first == "--version") return print("godwit " GODWIT_VERSION "\n") ? kDone : kFailed;
  for (const Command& command : kCommands) {
    const std::size_t words = words_matched(command.name, arguments);
    if (words != 0) return command.run(arguments.subspan(words));
  }
  if (const std::string names = commands_of(first); !names.empty()) {
    warn(quoted(first) + " needs a second word: " + names);
  } else {
    warn("there is no command " + quoted(first) + "; `godwit --help` lists them");
  }
  return kUsage;
}

}  // namespace
}  // namespace godwit::cli

int main(int argc, char* argv[]) {
  // A reader that went away shows as a failed write.
  std::signal(SIGPIPE, SIG_IGN);
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  return godwit::cli::run(arguments.subspan(argc == 0 ? 0 : 1));
}
