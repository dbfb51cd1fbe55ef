// Someone else's words in a sentence of ours.
#pragma once

#include <string>
#include <string_view>

namespace godwit::command_line {

[[nodiscard]] inline std::string quoted(std::string_view text) {
  std::string out(1, '"');
  out.append(text).push_back('"');
  return out;
}

}  // namespace godwit::command_line
