// Spreads events evenly over time, at a rate.
//
// Threads: none.
#pragma once

#include <algorithm>
#include <chrono>

#include "godwit/limits.h"
#include "interrupt.h"

namespace godwit::cli {

class Pacer {
 public:
  // 0: as fast as they come.
  explicit Pacer(double events_per_second)
      : interval_(events_per_second > 0 ? 1e9 / events_per_second : 0) {}

  // Waits until the next event is due; less if interrupted.
  void wait() {
    if (interval_.count() == 0) return;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    // A stall of the input is not made up for by a burst.
    if (due_ + kCatchUpMax < now) due_ = now;
    // A rate may be so low that its pause is more than nanoseconds can count.
    const auto pause = std::min<Nanoseconds>(due_ - now, Limits::kNever);
    wait_for(std::chrono::duration_cast<std::chrono::nanoseconds>(pause));
    due_ += interval_;
  }

 private:
  using Nanoseconds = std::chrono::duration<double, std::nano>;
  static constexpr Nanoseconds kCatchUpMax = std::chrono::milliseconds(100);

  Nanoseconds interval_;
  Nanoseconds due_{0};
};

}  // namespace godwit::cli
