// The time at which a waiting call gives up.
#pragma once

#include <algorithm>
#include <chrono>

#include "godwit/limits.h"

namespace godwit {

// The time after `wait` from now. `wait` is clamped to [0, Limits::kNever]. So no caller's number,
// not even the highest of its type, overflows on a clock that counts nanoseconds.
[[nodiscard]] inline std::chrono::steady_clock::time_point deadline_in(
    std::chrono::milliseconds wait) {
  return std::chrono::steady_clock::now() +
         std::clamp(wait, std::chrono::milliseconds(0), Limits::kNever);
}

}  // namespace godwit
