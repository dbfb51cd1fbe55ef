// The table of exit codes and their meanings. Help and man pages print it.
#pragma once

#include <string_view>
#include <vector>

#include "command_line/manual.h"

namespace godwit::cli {

// The rows of one command; of all, if `command` is empty.
[[nodiscard]] std::vector<command_line::Row> exit_code_rows(std::string_view command);

}  // namespace godwit::cli
