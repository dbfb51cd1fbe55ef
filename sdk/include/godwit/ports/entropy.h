// The Entropy port: random bytes.
//
// Threads: fill() may be called from any thread at any time.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <span>

namespace godwit {

class Entropy {
 public:
  virtual ~Entropy() = default;

  // Fills `bytes` with random bytes that others cannot guess. Never fails: an adapter that cannot
  // get them aborts, because an id that is not random could make one device's events pass for
  // another's.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
