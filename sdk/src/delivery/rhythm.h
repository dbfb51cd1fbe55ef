// How long the pauses between happenings of one kind tend to be: a histogram on a logarithmic scale
// that forgets. From it follows how likely a pause is to go on.
//
// A plain value of 32 bytes; nothing is known at first. Its answers are weights, to be divided by
// another of them.
#pragma once

#include <array>
#include <cstdint>

namespace godwit {

class Rhythm {
 public:
  // What one pause weighs when it has just been noted.
  static constexpr std::uint16_t kPauseWeight = 1'000;

  void note(std::int64_t pause_ms);
  // The weight of those pauses that last longer than this; longer than 0 is all of them.
  [[nodiscard]] std::int64_t outlasting(std::int64_t pause_ms) const;
  // The weight of all, but of each pause only its share of itself and `wait_ms` together.
  [[nodiscard]] std::int64_t beside(std::int64_t wait_ms) const;

 private:
  // The first class holds pauses from 128 to 256 ms, and shorter ones; each of the others pauses
  // twice as long as the one before; the last one, from 70 to 140 min, also all the rest.
  static constexpr int kClasses = 16;
  static constexpr std::int64_t kFirstMs = 128;
  // Each pause takes this much of its weight from each one before, so about 64 of them count.
  static constexpr int kForgottenBits = 6;

  std::array<std::uint16_t, kClasses> weights_{};
};

}  // namespace godwit
