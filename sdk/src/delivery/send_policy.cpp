#include "delivery/send_policy.h"

#include <algorithm>

namespace godwit {
namespace {

struct Due {
  std::int64_t at_ms = kNever;
  SendReason reason = SendReason::nothing_queued;

  void at(std::int64_t since_ms, std::int64_t interval_ms, SendReason why) {
    // Not as a sum, which could overflow the type.
    if (since_ms == kNever || since_ms >= at_ms - interval_ms) return;
    at_ms = since_ms + interval_ms;
    reason = why;
  }
};

bool runs_down_to(const PowerState& power, int percent) {
  return !power.charging && power.battery_percent >= 0 && power.battery_percent <= percent;
}

bool stretches(const DeviceConditions& device) {
  return device.network.saving_data || device.network.kind == NetworkKind::metered ||
         runs_down_to(device.power, kBatteryLowPercent);
}

// True if neither bytes nor energy cost anything.
bool drains(const DeviceConditions& device) {
  return device.power.charging && device.network.kind == NetworkKind::unmetered &&
         !device.network.saving_data;
}

// True if events that are due later are better sent now, while the radio is awake. Sending now
// keeps the radio awake for as much longer as it has been awake already. Waiting costs a whole
// wake-up if the application does not use the radio before the deadline. If other events will have
// come by then, they would need that wake-up anyway.
bool rides(const RadioUse& radio, std::int64_t now_ms, std::int64_t due_ms) {
  const std::int64_t awake_ms = now_ms - radio.seen_ms;
  if (awake_ms > kTailMs) return false;
  const std::int64_t wait_ms = std::min(due_ms - now_ms, kRideWaitMaxMs);
  std::int64_t alone = 1;
  std::int64_t alone_of = 1;
  if (radio.app_ms != kNever) {
    const std::int64_t silent_ms = now_ms - radio.app_ms;
    // A free ride is let go only if many others will come.
    const std::int64_t until_ms = silent_ms + (awake_ms == 0 ? wait_ms / kRidesMin : wait_ms);
    alone = radio.app_pauses.outlasting(until_ms) + Rhythm::kPauseWeight / 2;
    alone_of = radio.app_pauses.outlasting(silent_ms) + Rhythm::kPauseWeight;
  }
  // A request of our own does not start another one; otherwise single events would each get their
  // own request.
  const std::int64_t assumed = radio.seen_ms == radio.app_ms ? Rhythm::kPauseWeight / 20 : 0;
  const std::int64_t last = radio.event_pauses.beside(wait_ms) + kUnknownPauses * assumed;
  const std::int64_t last_of = radio.event_pauses.beside(0) + kUnknownPauses * Rhythm::kPauseWeight;
  return (awake_ms + kRequestMs) * alone_of * last_of < kWakeMs * alone * last;
}

Due due(const SendConditions& conditions, const Backlog& backlog, const Limits& limits) {
  const auto oldest = [&](Priority priority) {
    return backlog.oldest_ms[static_cast<std::size_t>(priority)];
  };
  const AppState app = conditions.device.app;
  const bool any = backlog.events != 0 || backlog.announce_ms != kNever;
  if (backlog.flush && any) return {conditions.now_ms, SendReason::flush};
  Due found;
  if (app != AppState::terminating || backlog.parting) {
    found.at(oldest(Priority::immediate), 0, SendReason::immediate);
  }
  if (holds_back(conditions.device)) return found;
  if (backlog.parting && any) return {conditions.now_ms, SendReason::parting};
  if (app == AppState::terminating) return found;
  if (app == AppState::foreground &&
      (backlog.events >= limits.batch_events_max || backlog.bytes >= limits.batch_bytes_max)) {
    return {conditions.now_ms, SendReason::full_batch};
  }
  // In the background, normal events wait like deferred ones, and the wait counts from the last
  // request. So there is one request at a time, however much is queued.
  const std::int64_t normal_ms =
      app != AppState::foreground
          ? limits.deferred_interval.count()
          : conditions.flush_interval_ms * (stretches(conditions.device) ? kStretch : 1);
  const std::int64_t deferred_ms =
      drains(conditions.device) ? normal_ms : limits.deferred_interval.count();
  const auto since = [&](std::int64_t ms) {
    return app == AppState::foreground ? ms : std::max(ms, conditions.sent_ms);
  };
  found.at(since(oldest(Priority::normal)), normal_ms, SendReason::deadline);
  found.at(since(oldest(Priority::deferred)), deferred_ms, SendReason::deadline);
  found.at(since(backlog.announce_ms), normal_ms, SendReason::deadline);
  // In the background, send only together with the application's own traffic.
  const RadioUse& radio = conditions.radio;
  const bool may_ride =
      app == AppState::foreground || (radio.app_ms != kNever && radio.app_ms > conditions.sent_ms);
  if (backlog.events != 0 && may_ride && radio.seen_ms != kNever &&
      found.at_ms > conditions.now_ms && rides(radio, conditions.now_ms, found.at_ms)) {
    return {conditions.now_ms, SendReason::radio_awake};
  }
  return found;
}

}  // namespace

bool holds_back(const DeviceConditions& device) {
  return device.network.kind == NetworkKind::none || device.network.kind == NetworkKind::roaming ||
         device.power.saving || runs_down_to(device.power, kBatteryEmptyPercent);
}

SendDecision decide(const SendConditions& conditions, const Backlog& backlog,
                    const Limits& limits) {
  const auto wait = [](SendReason reason, std::int64_t at_ms = kNever) {
    return SendDecision{false, at_ms, reason};
  };
  if (conditions.switched_off) return wait(SendReason::switched_off);
  const Due next = due(conditions, backlog, limits);
  // In the background, a timer would wake the process, or keep it awake.
  const bool timed = conditions.device.app == AppState::foreground || backlog.flush;
  if (next.at_ms == kNever) {
    if (backlog.events == 0) return wait(SendReason::nothing_queued);
    return wait(holds_back(conditions.device) ? SendReason::held_back : SendReason::in_background);
  }
  if (conditions.device.network.kind == NetworkKind::none) return wait(SendReason::no_network);
  if (conditions.not_before_ms > conditions.now_ms && conditions.not_before_ms > next.at_ms) {
    return wait(SendReason::back_off, timed ? conditions.not_before_ms : kNever);
  }
  if (next.at_ms <= conditions.now_ms) return {true, next.at_ms, next.reason};
  return timed ? wait(next.reason, next.at_ms) : wait(SendReason::in_background);
}

}  // namespace godwit
