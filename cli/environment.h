// The table of environment variables that the commands read. Help and man pages print it.
#pragma once

#include <string_view>
#include <vector>

#include "command_line/manual.h"

namespace godwit::cli {

// The rows of one command; of all, if `command` is empty.
[[nodiscard]] std::vector<command_line::Row> environment_rows(std::string_view command);

}  // namespace godwit::cli
