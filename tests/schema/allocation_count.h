// Counts this program's requests for memory: by its own code and by the libraries that are linked
// into it, not by those that are loaded.
#pragma once

#include <cstdint>

namespace godwit::schema_test {

[[nodiscard]] std::uint64_t allocation_count();

}  // namespace godwit::schema_test
