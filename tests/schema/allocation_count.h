// How often this program has asked for memory: its own code and the libraries that are linked into
// it, not those that are loaded.
#pragma once

#include <cstdint>

namespace godwit::schema_test {

[[nodiscard]] std::uint64_t allocation_count();

}  // namespace godwit::schema_test
