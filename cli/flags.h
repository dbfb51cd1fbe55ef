// The flags of one command of `godwit`.
//
//   command_line::Flags flags(manual_of("send", "Tracks the events on standard input."));
//   flags.text("endpoint", "URL", "the collector's URL", options.endpoint).required();
//   if (const std::optional<int> exit = read(flags, arguments)) return *exit;
#pragma once

#include <optional>
#include <span>

#include "command_line/flags.h"
#include "manual_of.h"

namespace godwit::cli {

// Sets the options from the arguments. Returns the exit code if the program ends here: it has
// printed a help text, a man page, the version or an error.
[[nodiscard]] std::optional<int> read(command_line::Flags& flags, std::span<char* const> arguments);

}  // namespace godwit::cli
