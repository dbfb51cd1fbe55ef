#include "flags.h"

#include "command.h"
#include "output.h"

namespace godwit::cli {

std::optional<int> read(command_line::Flags& flags, std::span<char* const> arguments) {
  const command_line::Answer answer = flags.read(arguments);
  switch (answer.next) {
    case command_line::Next::run:
      return std::nullopt;
    case command_line::Next::print:
      return print(answer.text) ? kDone : kFailed;
    case command_line::Next::refuse:
      warn(answer.text);
      return kUsage;
  }
  return kUsage;
}

}  // namespace godwit::cli
