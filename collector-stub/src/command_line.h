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
  bool help = false;
};

// What --help prints.
extern const char* const kUsage;

// Errors: invalid_argument with a sentence for whoever typed it.
[[nodiscard]] Status parse_command_line(const std::vector<std::string>& arguments,
                                        CommandLine& line);

}  // namespace godwit::collector
