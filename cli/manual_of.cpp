#include "manual_of.h"

#include <string>

#include "commands.h"
#include "environment.h"
#include "exit_codes.h"

namespace godwit::cli {
namespace {

constexpr std::string_view kProgram = "godwit";

std::string page_of(const Command& command) {
  return command_line::page_name(std::string(kProgram).append(" ").append(command.name));
}

}  // namespace

command_line::Manual manual_of(std::string_view command, std::string_view description) {
  command_line::Manual manual;
  manual.program = kProgram;
  manual.command = command;
  manual.description = description;
  for (const Command& row : commands()) {
    if (row.name == command) manual.summary = row.summary;
  }
  manual.exit_codes = exit_code_rows(command);
  manual.environment = environment_rows(command);
  manual.see_also = {std::string(kProgram), "godwit-collector"};
  return manual;
}

command_line::Manual program_manual(std::string_view first) {
  command_line::Manual manual;
  manual.program = kProgram;
  manual.command = first;
  manual.summary = "event batching from a shell";
  manual.operands = "COMMAND";
  manual.description =
      "Takes events, keeps them in a data directory, and delivers each one to a collector exactly\n"
      "once. `godwit COMMAND --help` describes a command and lists its flags.";
  for (const Command& row : commands()) {
    if (!first.empty() && row.name.substr(0, row.name.find(' ')) != first) continue;
    const std::string_view name = first.empty() ? row.name : row.name.substr(first.size() + 1);
    manual.commands.push_back({std::string(name), std::string(row.summary)});
    manual.see_also.push_back(page_of(row));
  }
  manual.flags = command_line::common_flags();
  manual.flags.push_back(
      {"verbose", '\0', "", "after --version: the versions of the libraries that run too", false});
  manual.exit_codes = exit_code_rows({});
  manual.environment = environment_rows({});
  manual.see_also.emplace_back("godwit-collector");
  return manual;
}

}  // namespace godwit::cli
