// Measures the wait for the engine's attention: it ends, whatever the store and the user's consent
// do.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/durations.h"

namespace godwit::sim {

// A few operations of the store, each of which may take 20 s here, and the pauses between them.
inline constexpr std::int64_t kPatienceMs = 2 * kMinute;

// Somebody waits in track(), with power_safe: until the engine tells of the event's write, or that
// it is erased.
class Patience {
 public:
  void wait(std::uint64_t sequence, std::int64_t now_ms) {
    if (newest_ == answered_) since_ms_ = now_ms;
    newest_ = sequence;
  }
  // The engine has told of everything up to `sequence`, good or bad.
  void answer(std::uint64_t sequence, std::int64_t now_ms) {
    if (sequence <= answered_) return;
    answered_ = std::min(sequence, newest_);
    since_ms_ = now_ms;  // At the latest: it errs on the patient side.
  }
  // Numbers begin anew, or whoever waited is dead.
  void forget() { *this = Patience(); }
  // `woken_ms`: since when the device is awake.
  [[nodiscard]] bool exhausted(std::int64_t now_ms, std::int64_t woken_ms) const {
    return newest_ != answered_ && now_ms - std::max(woken_ms, since_ms_) > kPatienceMs;
  }

 private:
  std::uint64_t newest_ = 0;
  std::uint64_t answered_ = 0;
  std::int64_t since_ms_ = 0;
};

// Events were taken, and yet the engine says that there is nothing to send.
class Attention {
 public:
  void observe(bool unnoticed, std::int64_t now_ms) {
    if (!unnoticed) since_ms_ = kNoticed;
    if (unnoticed && since_ms_ == kNoticed) since_ms_ = now_ms;
  }
  [[nodiscard]] bool lost(std::int64_t now_ms, std::int64_t woken_ms) const {
    return since_ms_ != kNoticed && now_ms - std::max(woken_ms, since_ms_) > kPatienceMs;
  }

 private:
  static constexpr std::int64_t kNoticed = -1;

  std::int64_t since_ms_ = kNoticed;
};

}  // namespace godwit::sim
