// The commands of `godwit`.
#pragma once

#include <span>

#include "command.h"

namespace godwit::cli {

[[nodiscard]] std::span<const Command> commands();

}  // namespace godwit::cli
