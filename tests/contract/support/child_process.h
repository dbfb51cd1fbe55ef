// Runs a function in a child made by fork(), and says how it ended.
#pragma once

#include <cstdint>
#include <functional>

namespace godwit {

// The exit status of the child: what `body` returned, or 128 and the number of the signal that
// ended it.
[[nodiscard]] int run_in_child(const std::function<int()>& body);

// `ulimit -f` of this process, in bytes. Only in a child.
void limit_files(std::uint64_t bytes);

}  // namespace godwit
