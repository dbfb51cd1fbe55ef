// The device's own timeline: milliseconds that only count up, across restarts and reboots.
//
// Ages and waits are measured on it, so that a wrong clock neither empties the queue nor silences
// it. Within one boot it runs with the monotonic clock. Across a reboot it adds the difference of
// the wall clock, clamped to [0, reboot_age_max].
// Threads: the engine's.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "godwit/ports/clock.h"

namespace godwit {

class Timeline {
 public:
  // Continues the timeline that encode() wrote. Empty or damaged bytes start a new one.
  void start(const Clock& clock, std::string_view stored, std::chrono::milliseconds reboot_age_max);

  [[nodiscard]] std::int64_t now_ms() const { return offset_ms_ + clock_->monotonic().ms; }
  // The time on the timeline at a monotonic time; 0 before the timeline began.
  [[nodiscard]] std::int64_t at_ms(MonotonicTime when) const {
    const std::int64_t at = offset_ms_ + when.ms;
    return at < 0 ? 0 : at;
  }
  // The monotonic time at which now_ms() will be `at_ms`.
  [[nodiscard]] MonotonicTime monotonic(std::int64_t at_ms) const {
    return MonotonicTime{at_ms - offset_ms_};
  }
  void encode(Bytes& out) const;

 private:
  const Clock* clock_ = nullptr;
  std::int64_t offset_ms_ = 0;
};

}  // namespace godwit
