// The text that `--version` prints.
#pragma once

#include <string>
#include <string_view>

namespace godwit::command_line {

// One line, "PROGRAM 0.1.0".
[[nodiscard]] std::string version_text(std::string_view program);

}  // namespace godwit::command_line
