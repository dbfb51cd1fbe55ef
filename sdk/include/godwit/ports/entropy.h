// The Entropy port: random bytes.
//
// Threads: any thread may call fill() at any time.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <span>

namespace godwit {

class Entropy {
 public:
  virtual ~Entropy() = default;

  // Fills `bytes` with random bytes that nobody can guess. Never fails: an adapter that cannot get
  // such bytes aborts, because a predictable id could make one device's events look like another's.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
