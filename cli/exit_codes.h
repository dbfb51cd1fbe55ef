// What the exit codes mean, in words: the one table that help and man pages print.
#pragma once

#include <string_view>
#include <vector>

#include "command_line/manual.h"

namespace godwit::cli {

// Of one command, or, where it is empty, of all.
[[nodiscard]] std::vector<command_line::Row> exit_code_rows(std::string_view command);

}  // namespace godwit::cli
