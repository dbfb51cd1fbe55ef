// Runs a function in a child made by fork(), and says how it ended.
#pragma once

#include <functional>

namespace godwit {

// The exit status of the child: what `body` returned, or 128 and the number of the signal that
// ended it.
[[nodiscard]] int run_in_child(const std::function<int()>& body);

}  // namespace godwit
