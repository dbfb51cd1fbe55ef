#include "command_line/version_text.h"

#include "godwit/version.h"

namespace godwit::command_line {

std::string version_text(std::string_view program) {
  return std::string(program).append(" " GODWIT_VERSION "\n");
}

}  // namespace godwit::command_line
