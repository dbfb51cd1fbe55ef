// The command line of godwit-collector.
#pragma once

#include <string>
#include <vector>

#include "collector/options.h"
#include "godwit/status.h"

namespace godwit::collector {

struct CommandLine {
  Options options;
  LogLevel log_level = LogLevel::warning;
  // What --help, --man or --version prints; the program ends then. Empty: none was asked for.
  std::string text;
};

// Errors: invalid_argument with a sentence for whoever typed it.
[[nodiscard]] Status parse_command_line(const std::vector<std::string>& arguments,
                                        CommandLine& line);

}  // namespace godwit::collector
