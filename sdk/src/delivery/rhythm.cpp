#include "delivery/rhythm.h"

#include <algorithm>

namespace godwit {

void Rhythm::note(std::int64_t pause_ms) {
  int own = 0;
  for (int i = 1; i < kClasses; ++i) own += pause_ms >= kFirstMs << i ? 1 : 0;
  for (std::uint16_t& weight : weights_) {
    weight = static_cast<std::uint16_t>(weight - (weight >> kForgottenBits));
  }
  weights_[static_cast<std::size_t>(own)] += kPauseWeight;
}

std::int64_t Rhythm::outlasting(std::int64_t pause_ms) const {
  std::int64_t weight = 0;
  // Also the length of a class; inside it all pauses are equally likely.
  std::int64_t begin_ms = kFirstMs;
  for (const std::uint16_t each : weights_) {
    weight += each * std::clamp<std::int64_t>(2 * begin_ms - pause_ms, 0, begin_ms) / begin_ms;
    begin_ms *= 2;
  }
  return weight;
}

std::int64_t Rhythm::beside(std::int64_t wait_ms) const {
  std::int64_t weight = 0;
  std::int64_t middle_ms = kFirstMs * 3 / 2;
  for (const std::uint16_t each : weights_) {
    weight += each * middle_ms / (middle_ms + wait_ms);
    middle_ms *= 2;
  }
  return weight;
}

}  // namespace godwit
