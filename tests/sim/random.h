// Seeded choices: the only source of chance in the simulator, so that a seed decides everything.
#pragma once

#include <cstdint>

#include "base/prng.h"

namespace godwit::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : prng_(seed) {}

  [[nodiscard]] std::uint64_t next() { return prng_.next(); }
  // In [0, bound).
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return prng_.below(bound); }
  // In [low, high].
  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  // True that many times in a thousand.
  [[nodiscard]] bool permille(std::uint32_t chance) { return below(1000) < chance; }
  // One of the values.
  template <typename T, std::size_t N>
  [[nodiscard]] T pick(const T (&values)[N]) {
    return values[below(N)];
  }

 private:
  Prng prng_;
};

}  // namespace godwit::sim
