// The manuals of `godwit`, made of its tables of commands, exit codes and variables.
#pragma once

#include <string_view>

#include "command_line/manual.h"

namespace godwit::cli {

// A command's manual without its flags and operands, which the command adds.
[[nodiscard]] command_line::Manual manual_of(std::string_view command,
                                             std::string_view description);

// The manual of `godwit` without a command. With `first`: only commands that begin with it.
[[nodiscard]] command_line::Manual program_manual(std::string_view first = {});

}  // namespace godwit::cli
