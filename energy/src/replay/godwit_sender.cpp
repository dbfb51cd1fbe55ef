#include "replay/godwit_sender.h"

#include <algorithm>

namespace godwit::energy {

GodwitSender::GodwitSender(const Deadlines& deadlines) {
  limits_.flush_interval = std::chrono::milliseconds(deadlines.normal_us / 1'000);
  limits_.deferred_interval = std::chrono::milliseconds(deadlines.deferred_us / 1'000);
}

std::int64_t GodwitSender::send_at_ms(std::int64_t now_ms, std::span<const QueuedEvent> queue) {
  Backlog backlog;
  backlog.events = queue.size();
  for (const QueuedEvent& queued : queue) {
    std::int64_t& oldest_ms = backlog.oldest_ms[static_cast<std::size_t>(queued.event.priority)];
    oldest_ms = std::min(oldest_ms, queued.stored_ms);
    backlog.bytes += queued.event.bytes;
  }
  radio_.note_queued(backlog.oldest_ms[static_cast<std::size_t>(Priority::normal)]);
  SendConditions conditions;
  conditions.now_ms = now_ms;
  conditions.flush_interval_ms = limits_.flush_interval.count();
  conditions.radio = radio_;
  conditions.sent_ms = sent_ms_;
  const SendDecision decision = decide(conditions, backlog, limits_);
  return decision.send ? now_ms : decision.at_ms;
}

void GodwitSender::on_sent(std::int64_t now_ms) {
  radio_.note_request(now_ms);
  sent_ms_ = now_ms;
}

}  // namespace godwit::energy
