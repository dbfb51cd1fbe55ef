// "1 schema", "2 schemas".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace godwit::schema {

[[nodiscard]] inline std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

}  // namespace godwit::schema
