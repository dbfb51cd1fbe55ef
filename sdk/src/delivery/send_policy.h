// The send policy: whether to send now, or when, as a pure function of the known facts.
//
// Each rule is one line of decide(), in the order in which they win.
#pragma once

#include <array>
#include <cstdint>

#include "delivery/radio_use.h"
#include "godwit/device.h"
#include "godwit/limits.h"
#include "godwit/priority.h"
#include "godwit/send_reason.h"

namespace godwit {

// At this percentage or less, and not charging, only immediate events are sent.
inline constexpr int kBatteryEmptyPercent = 5;
// At this percentage or less, and where bytes cost something, normal events wait kStretch times as
// long.
inline constexpr int kBatteryLowPercent = 20;
inline constexpr int kStretch = 4;
// LTE stays awake this long after the last byte (Huang et al., MobiSys 2012). No system says which
// radio it has, and the tails of a phone's other radios are not much shorter or longer.
inline constexpr std::int64_t kTailMs = 11'576;
// A whole wake-up, promotion and tail, costs as much as this time awake (the same paper).
inline constexpr std::int64_t kWakeMs = 12'100;
// A request costs as much as this time awake. Without this cost, an application that asks its
// server every second would get a request of ours each time.
inline constexpr std::int64_t kRequestMs = 20;
// At least this many rides must be likely before the deadline, so that one is let go.
inline constexpr std::int64_t kRidesMin = 4;
// A longer wait makes no difference.
inline constexpr std::int64_t kRideWaitMaxMs = 86'400'000;
// The first assumption about the events' pauses weighs as much as this many real pauses.
inline constexpr std::int64_t kUnknownPauses = 8;

struct SendConditions {
  std::int64_t now_ms = 0;         // On the device's timeline.
  std::int64_t not_before_ms = 0;  // The end of a back-off.
  bool switched_off = false;       // No consent, or 410.
  std::int64_t flush_interval_ms = 0;
  DeviceConditions device;
  RadioUse radio;
  std::int64_t sent_ms = 0;  // The time of the last request.
};

struct Backlog {
  // The time at which the oldest event of each priority was staged; kNever if there is none.
  std::array<std::int64_t, kPriorityCount> oldest_ms{kNever, kNever, kNever};
  // The time since which there is something to announce; kNever if there is nothing.
  std::int64_t announce_ms = kNever;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  bool flush = false;    // A caller waits for it.
  bool parting = false;  // The application has left the foreground, and made no request since.
};

struct SendDecision {
  bool send = false;
  std::int64_t at_ms = kNever;  // If not sending: when to ask again, if nothing changes before.
  SendReason reason = SendReason::nothing_queued;
};

// True if only immediate events are sent, or none, until the device reports a change.
[[nodiscard]] bool holds_back(const DeviceConditions& device);

[[nodiscard]] SendDecision decide(const SendConditions& conditions, const Backlog& backlog,
                                  const Limits& limits);

}  // namespace godwit
