// Counts what the calling thread asks of the heap: this program's malloc() and its kin stand before
// the C library's, for every library that is loaded (glibc).
#pragma once

#include <cstdint>

namespace bench {

// Since the thread began.
[[nodiscard]] std::uint64_t allocations_of_this_thread();

}  // namespace bench
