// Finds a `queue` command's data directory and reads it.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "native/queue_inspector.h"

namespace godwit::cli {

// Reads the flags of a queue command and the directory that they name. Returns the exit code if
// the program ends here.
[[nodiscard]] std::optional<int> inspect(std::string_view command, std::string_view description,
                                         std::span<char* const> arguments, QueueInspection& queue);

}  // namespace godwit::cli
