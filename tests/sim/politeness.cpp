#include "sim/politeness.h"

#include <algorithm>

namespace godwit::sim {
namespace {

constexpr std::int64_t kDelayMinMs = 8'000;
constexpr std::int64_t kDelayMaxMs = 300'000;
constexpr std::int64_t kAskedMaxMs = 3'600'000;  // For a key, and of Retry-After.

}  // namespace

const char* Politeness::on_send(std::int64_t now_ms) const {
  if (gone_) return "a request was made although the collector is gone (410)";
  if (now_ms >= not_before_ms_) return nullptr;
  return key_refused_ ? "a request was made with a key that was refused less than an hour ago"
                      : "a request was made before the back-off's bound";
}

void Politeness::on_answer(Outcome outcome, std::int64_t now_ms, std::int64_t retry_after_ms,
                           std::uint32_t events) {
  last_answer_ms_ = now_ms;
  switch (outcome) {
    case Outcome::accepted:
      *this = Politeness();
      last_answer_ms_ = now_ms;
      return;
    case Outcome::malformed:
    case Outcome::too_large:
    case Outcome::foreign_413:
      if (events == 0 || (events == 1 && outcome == Outcome::foreign_413)) break;
      if (halvings_ == 0) {
        halvings_max_ = 2;
        for (; events > 1; events /= 2) halvings_max_ += 2;
      }
      if (++halvings_ <= halvings_max_) return;
      break;
    case Outcome::key_refused:
      key_refused_ = true;
      not_before_ms_ = now_ms + kAskedMaxMs;
      return;
    case Outcome::gone:
      gone_ = true;
      return;
    case Outcome::failed:
      break;
  }
  halvings_ = 0;
  key_refused_ = false;
  ++failures_;
  std::int64_t delay = kDelayMinMs;
  for (std::uint32_t i = 1; i < failures_ && delay < kDelayMaxMs; ++i) delay *= 2;
  delay = std::min(delay, kDelayMaxMs);
  not_before_ms_ = now_ms + std::max(delay / 2, std::min(retry_after_ms, kAskedMaxMs));
}

void Politeness::on_key() {
  if (key_refused_ || gone_) not_before_ms_ = 0;
  key_refused_ = gone_ = false;
}

}  // namespace godwit::sim
