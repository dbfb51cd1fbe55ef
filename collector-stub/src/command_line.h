// The command line of godwit-collector.
#pragma once

#include <span>

#include "collector/options.h"
#include "command_line/flags.h"

namespace godwit::collector {

struct CommandLine {
  Options options;
  LogLevel log_level = LogLevel::warning;
};

// Sets what the arguments say, unless the answer is to print or to refuse.
[[nodiscard]] command_line::Answer read_command_line(std::span<char* const> arguments,
                                                     CommandLine& line);

}  // namespace godwit::collector
