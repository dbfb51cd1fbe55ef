// A device's clock: monotonic time that only a reboot restarts, and wall time that may be wrong.
#pragma once

#include "godwit/ports/clock.h"
#include "sim/loop.h"

namespace godwit::sim {

class DeviceClock final : public Clock {
 public:
  DeviceClock(const Loop& loop, std::uint8_t device) : loop_(loop) { boot_.bytes[1] = device; }

  MonotonicTime monotonic() const override { return {loop_.now_ms() - booted_ms_}; }
  WallTime wall() const override { return {loop_.now_ms() + kEpochMs + wall_error_ms_}; }
  Id boot_id() const override { return boot_; }

  void reboot() {
    booted_ms_ = loop_.now_ms() - kBootMs;
    ++boot_.bytes[0];
  }
  void jump(std::int64_t ms) { wall_error_ms_ += ms; }
  [[nodiscard]] std::int64_t wall_error_ms() const { return wall_error_ms_; }

 private:
  static constexpr std::int64_t kEpochMs = 1'700'000'000'000;
  static constexpr std::int64_t kBootMs = 5'000;

  const Loop& loop_;
  std::int64_t booted_ms_ = -kBootMs;
  std::int64_t wall_error_ms_ = 0;
  Id boot_ = {{1}};
};

}  // namespace godwit::sim
