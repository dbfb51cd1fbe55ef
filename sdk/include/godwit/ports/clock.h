// The Clock port: the time, in two kinds that cannot be mixed up.
//
// Threads: any thread may call all functions at any time.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <compare>
#include <cstdint>

#include "godwit/id.h"

namespace godwit {

// Milliseconds on a clock that never jumps and that counts time spent in suspend. Its zero has no
// meaning; two values compare only within one boot.
struct MonotonicTime {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(const MonotonicTime&, const MonotonicTime&) = default;
};

// Milliseconds since 1970-01-01 UTC, as far as the device knows. It may jump.
struct WallTime {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(const WallTime&, const WallTime&) = default;
};

class Clock {
 public:
  virtual ~Clock() = default;

  [[nodiscard]] virtual MonotonicTime monotonic() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
  // Constant while monotonic() counts on; a new value after a reboot. If the platform has no boot
  // id, a random one for each process.
  [[nodiscard]] virtual Id boot_id() const = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
