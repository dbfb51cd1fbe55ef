#include "inspect.h"

#include <string>

#include "command.h"
#include "flags.h"
#include "output.h"

namespace godwit::cli {

std::optional<int> inspect(std::string_view command, std::string_view description,
                           std::span<char* const> arguments, QueueInspection& queue) {
  std::string data_directory;
  command_line::Flags flags(manual_of(command, description));
  flags.text("data-dir", "DIR", "the data directory of a tracker", data_directory).required();
  if (const std::optional<int> exit = read(flags, arguments)) return exit;
  const Status inspected = inspect_queue(data_directory, queue);
  if (inspected.ok()) return std::nullopt;
  warn(inspected.message());
  return kFailed;
}

}  // namespace godwit::cli
