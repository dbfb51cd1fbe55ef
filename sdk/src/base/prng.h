// A small fast generator for jitter and sampling: splitmix64, seeded from the Entropy port.
//
// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
// Not for ids: those come straight from the Entropy port.
#pragma once

#include <cstdint>

#include "godwit/ports/entropy.h"

namespace godwit {

class Prng {
 public:
  explicit Prng(std::uint64_t seed) : state_(seed) {}
  explicit Prng(Entropy& entropy) {
    entropy.fill({reinterpret_cast<std::uint8_t*>(&state_), sizeof state_});
  }

  [[nodiscard]] std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // A number in [0, bound); 0 if `bound` is 0. The bias is below 2^-32 for bounds below 2^32.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace godwit
