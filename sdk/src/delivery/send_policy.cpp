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

bool runs_down_to(const DeviceConditions& device, int percent) {
  return !device.charging && device.battery_percent >= 0 && device.battery_percent <= percent;
}

bool stretches(const DeviceConditions& device) {
  return device.saving_data || device.network == NetworkKind::metered ||
         runs_down_to(device, kBatteryLowPercent);
}

// Neither bytes nor energy cost anything.
bool drains(const DeviceConditions& device) {
  return device.charging && device.network == NetworkKind::unmetered && !device.saving_data;
}

// When the oldest event was stored, if it is old enough to ride along before the radio sleeps.
std::int64_t ride_since_ms(const SendConditions& conditions, const Backlog& backlog) {
  if (conditions.radio_seen_ms == kNever) return kNever;
  const std::int64_t asleep_ms = conditions.radio_seen_ms + kRadioAwakeMs;
  std::int64_t oldest_ms = kNever;
  for (std::int64_t since_ms : backlog.oldest_ms) {
    if (since_ms < oldest_ms) oldest_ms = since_ms;
  }
  const bool old_enough = oldest_ms != kNever && oldest_ms + kRideAgeMs <= asleep_ms;
  return old_enough && conditions.now_ms <= asleep_ms ? oldest_ms : kNever;
}

Due due(const SendConditions& conditions, const Backlog& backlog, const Limits& limits) {
  const auto oldest = [&](Priority priority) {
    return backlog.oldest_ms[static_cast<std::size_t>(priority)];
  };
  const bool any = backlog.events != 0 || backlog.announce_ms != kNever;
  if (backlog.flush && any) return {conditions.now_ms, SendReason::flush};
  Due found;
  if (holds_back(conditions.device)) {
    found.at(oldest(Priority::immediate), 0, SendReason::immediate);
    return found;
  }
  if (backlog.events >= limits.batch_events_max || backlog.bytes >= limits.batch_bytes_max) {
    return {conditions.now_ms, SendReason::full_batch};
  }
  const std::int64_t normal_ms =
      conditions.flush_interval_ms * (stretches(conditions.device) ? kStretch : 1);
  const std::int64_t deferred_ms =
      drains(conditions.device) ? normal_ms : limits.deferred_interval.count();
  found.at(oldest(Priority::immediate), 0, SendReason::immediate);
  found.at(oldest(Priority::normal), normal_ms, SendReason::deadline);
  found.at(oldest(Priority::deferred), deferred_ms, SendReason::deadline);
  found.at(backlog.announce_ms, normal_ms, SendReason::deadline);
  found.at(ride_since_ms(conditions, backlog), kRideAgeMs, SendReason::radio_awake);
  return found;
}

}  // namespace

bool holds_back(const DeviceConditions& device) {
  return device.network == NetworkKind::none || device.network == NetworkKind::roaming ||
         device.saving_power || runs_down_to(device, kBatteryEmptyPercent);
}

SendDecision decide(const SendConditions& conditions, const Backlog& backlog,
                    const Limits& limits) {
  if (conditions.switched_off) return {false, kNever, SendReason::switched_off};
  const Due next = due(conditions, backlog, limits);
  if (next.at_ms == kNever) return {false, kNever, SendReason::nothing_queued};
  if (conditions.device.network == NetworkKind::none) {
    return {false, kNever, SendReason::no_network};
  }
  if (conditions.not_before_ms > conditions.now_ms && conditions.not_before_ms > next.at_ms) {
    return {false, conditions.not_before_ms, SendReason::back_off};
  }
  return {next.at_ms <= conditions.now_ms, next.at_ms, next.reason};
}

}  // namespace godwit
