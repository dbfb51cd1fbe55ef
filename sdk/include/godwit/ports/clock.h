// The Clock port: what time it is, in two kinds that cannot be mixed up.
//
// Threads: all functions may be called from any thread at any time.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <compare>
#include <cstdint>

#include "godwit/id.h"

namespace godwit {

// Milliseconds on a clock that never jumps and that counts time spent in suspend. Its zero means
// nothing; two values compare only within one boot.
struct MonotonicTime {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(const MonotonicTime&, const MonotonicTime&) = default;
};

// Milliseconds since 1970-01-01 UTC, as far as the device knows. May jump.
struct WallTime {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(const WallTime&, const WallTime&) = default;
};

class Clock {
 public:
  virtual ~Clock() = default;

  [[nodiscard]] virtual MonotonicTime monotonic() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
  // The same for as long as monotonic() counts on; a new value after a reboot. Where the platform
  // has no such thing, a random one per process.
  [[nodiscard]] virtual Id boot_id() const = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
