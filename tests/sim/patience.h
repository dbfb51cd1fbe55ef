// How long somebody waits in track() with power_safe: until the engine tells of the event's write,
// or that it is erased. Nobody waits for ever, whatever the store and the user's consent do.
#pragma once

#include <cstdint>

#include "sim/durations.h"

namespace godwit::sim {

class Patience {
 public:
  void wait(std::uint64_t sequence, std::int64_t now_ms) {
    if (newest_ == answered_) since_ms_ = now_ms;
    newest_ = sequence;
  }
  // The engine has told of everything up to `sequence`, good or bad.
  void answer(std::uint64_t sequence, std::int64_t now_ms) {
    if (sequence <= answered_) return;
    answered_ = sequence < newest_ ? sequence : newest_;
    since_ms_ = now_ms;  // At the latest; so it errs on the patient side.
  }
  // Numbers begin anew, or whoever waited is dead.
  void forget() { *this = Patience(); }
  // `woken_ms`: since when the device is awake.
  [[nodiscard]] bool exhausted(std::int64_t now_ms, std::int64_t woken_ms) const {
    return newest_ != answered_ && now_ms - (woken_ms > since_ms_ ? woken_ms : since_ms_) > kMaxMs;
  }

 private:
  // A few operations of the store, each of which may take 20 s here, and the pauses between them.
  static constexpr std::int64_t kMaxMs = 2 * kMinute;

  std::uint64_t newest_ = 0;
  std::uint64_t answered_ = 0;
  std::int64_t since_ms_ = 0;
};

}  // namespace godwit::sim
