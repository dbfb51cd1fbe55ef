// The typical length of pauses between events of one kind: a histogram on a logarithmic scale that
// forgets. It tells how likely a pause is to go on.
//
// A plain value of 32 bytes, empty at first. Its answers are weights; divide one by another.
#pragma once

#include <array>
#include <cstdint>

namespace godwit {

class Rhythm {
 public:
  // The weight of a pause that has just been noted.
  static constexpr std::uint16_t kPauseWeight = 1'000;

  void note(std::int64_t pause_ms);
  // The weight of the pauses that last longer than this; for 0, the weight of all.
  [[nodiscard]] std::int64_t outlasting(std::int64_t pause_ms) const;
  // The weight of all pauses, each multiplied by pause / (pause + `wait_ms`).
  [[nodiscard]] std::int64_t beside(std::int64_t wait_ms) const;

 private:
  // The first class has pauses up to 256 ms. Each further class has pauses twice as long as the one
  // before. The last one has pauses from 70 min on.
  static constexpr int kClasses = 16;
  static constexpr std::int64_t kFirstMs = 128;
  // Each new pause takes this part of the weight of earlier ones, so about 64 pauses count.
  static constexpr int kForgottenBits = 6;

  std::array<std::uint16_t, kClasses> weights_{};
};

}  // namespace godwit
