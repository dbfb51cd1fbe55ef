// When a call that waits gives up.
#pragma once

#include <algorithm>
#include <chrono>

#include "godwit/limits.h"

namespace godwit {

// `wait` from now. It is cut to [0, Limits::kNever], so that no caller's number, the highest that
// its type holds included, overflows on a clock that counts nanoseconds.
[[nodiscard]] inline std::chrono::steady_clock::time_point deadline_in(
    std::chrono::milliseconds wait) {
  return std::chrono::steady_clock::now() +
         std::clamp(wait, std::chrono::milliseconds(0), Limits::kNever);
}

}  // namespace godwit
