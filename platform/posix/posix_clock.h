// The Clock of a Linux system: CLOCK_BOOTTIME, which also counts in suspend, CLOCK_REALTIME, and
// the kernel's boot id.
#pragma once

#include "godwit/ports/clock.h"
#include "godwit/ports/entropy.h"

namespace godwit {

class PosixClock final : public Clock {
 public:
  // The constructor uses `entropy` and does not keep it: it makes the boot id if the kernel gives
  // none.
  explicit PosixClock(Entropy& entropy);

  [[nodiscard]] MonotonicTime monotonic() const noexcept override;
  [[nodiscard]] WallTime wall() const noexcept override;
  [[nodiscard]] Id boot_id() const noexcept override { return boot_id_; }

 private:
  Id boot_id_;
};

}  // namespace godwit
