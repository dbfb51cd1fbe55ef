#include "delivery/send_policy.h"

namespace godwit {
namespace {

struct Due {
  std::int64_t at_ms = kNever;
  SendReason reason = SendReason::nothing_queued;

  void at(std::int64_t since_ms, std::int64_t interval_ms, SendReason why) {
    if (since_ms == kNever || since_ms + interval_ms >= at_ms) return;
    at_ms = since_ms + interval_ms;
    reason = why;
  }
};

Due due(const SendConditions& conditions, const Backlog& backlog, const Limits& limits) {
  const auto oldest = [&](Priority priority) {
    return backlog.oldest_ms[static_cast<std::size_t>(priority)];
  };
  const bool any = backlog.events != 0 || backlog.announce_ms != kNever;
  if (backlog.flush && any) return {conditions.now_ms, SendReason::flush};
  if (backlog.events >= limits.batch_events_max || backlog.bytes >= limits.batch_bytes_max) {
    return {conditions.now_ms, SendReason::full_batch};
  }
  Due found;
  found.at(oldest(Priority::immediate), 0, SendReason::immediate);
  found.at(oldest(Priority::normal), conditions.flush_interval_ms, SendReason::deadline);
  found.at(oldest(Priority::deferred), limits.deferred_interval.count(), SendReason::deadline);
  found.at(backlog.announce_ms, conditions.flush_interval_ms, SendReason::deadline);
  return found;
}

}  // namespace

SendDecision decide(const SendConditions& conditions, const Backlog& backlog,
                    const Limits& limits) {
  if (conditions.switched_off) return {false, kNever, SendReason::switched_off};
  const Due next = due(conditions, backlog, limits);
  if (next.at_ms == kNever) return {false, kNever, SendReason::nothing_queued};
  if (conditions.not_before_ms > conditions.now_ms && conditions.not_before_ms > next.at_ms) {
    return {false, conditions.not_before_ms, SendReason::back_off};
  }
  return {next.at_ms <= conditions.now_ms, next.at_ms, next.reason};
}

}  // namespace godwit
