// The manuals of `godwit`, made of its tables of commands, exit codes and variables.
#pragma once

#include <string_view>

#include "command_line/manual.h"

namespace godwit::cli {

// All but the flags and the description, which the command itself knows.
[[nodiscard]] command_line::Manual manual_of(std::string_view command);

// Of `godwit` without a command; `first` leaves only commands whose first word it is.
[[nodiscard]] command_line::Manual program_manual(std::string_view first = {});

}  // namespace godwit::cli
