// The description of the interface as data: what code is held to.
#pragma once

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

namespace godwit::test {

// Written by interface/generate.py when the tests are built.
inline nlohmann::json read_interface() {
  std::ifstream file(GODWIT_INTERFACE_JSON);
  nlohmann::json description = nlohmann::json::parse(file, nullptr, false);
  if (description.is_discarded()) std::abort();
  return description;
}

}  // namespace godwit::test
