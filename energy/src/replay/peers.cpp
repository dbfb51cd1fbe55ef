#include "replay/peers.h"

#include <algorithm>
#include <utility>

namespace godwit::energy {

std::int64_t IntervalSender::send_at_ms(std::int64_t now_ms, std::span<const QueuedEvent> queue) {
  return queue.size() >= events_ ? now_ms : queue.front().stored_ms + interval_ms_;
}

std::int64_t DeadlineSender::send_at_ms(std::int64_t now_ms, std::span<const QueuedEvent> queue) {
  std::int64_t at_ms = kNever;
  for (const QueuedEvent& queued : queue) {
    at_ms = std::min(at_ms, deadlines_.of(queued.event) / 1'000);
  }
  return std::max(at_ms, now_ms);
}

std::int64_t TailEnderSender::send_at_ms(std::int64_t now_ms, std::span<const QueuedEvent> queue) {
  if (fired_ms_ != kNever && queue.back().stored_ms <= fired_ms_ + awake_ms_) return now_ms;
  deadline_ms_ = until_deadline_.send_at_ms(now_ms, queue);
  return deadline_ms_;
}

void TailEnderSender::on_sent(std::int64_t now_ms) {
  if (now_ms == std::exchange(deadline_ms_, kNever)) fired_ms_ = now_ms;
}

}  // namespace godwit::energy
