// The send policy: whether to send now, or when, as a pure function of what is known.
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

// At this much or less, and not charging: only immediate events are sent.
inline constexpr int kBatteryEmptyPercent = 5;
// At this much or less, and where bytes cost something, normal events wait so many times longer.
inline constexpr int kBatteryLowPercent = 20;
inline constexpr int kStretch = 4;
// LTE stays awake this long behind the last byte (Huang et al., MobiSys 2012): no system says which
// radio it has, and the others of a phone have tails that are not much shorter or longer.
inline constexpr std::int64_t kTailMs = 11'576;
// A whole wake-up, promotion and tail, costs as much as so long a time awake (the same paper).
inline constexpr std::int64_t kWakeMs = 12'100;
// And so does a request while it is awake. It keeps an application that asks its server every
// second from having a request of ours each time.
inline constexpr std::int64_t kRequestMs = 20;
// So many rides must be likely before the deadline, for one to be let go.
inline constexpr std::int64_t kRidesMin = 4;
// A longer wait makes no difference.
inline constexpr std::int64_t kRideWaitMaxMs = 86'400'000;
// What is assumed of the events' pauses at first weighs as much as so many that were seen.
inline constexpr std::int64_t kUnknownPauses = 8;

struct SendConditions {
  std::int64_t now_ms = 0;         // On the device's timeline.
  std::int64_t not_before_ms = 0;  // The end of a back-off.
  bool switched_off = false;       // No consent, or 410.
  std::int64_t flush_interval_ms = 0;
  DeviceConditions device;
  RadioUse radio;
  std::int64_t sent_ms = 0;  // When the last request was made.
};

struct Backlog {
  // When the oldest event of each priority was staged; kNever where there is none.
  std::array<std::int64_t, kPriorityCount> oldest_ms{kNever, kNever, kNever};
  // Since when there is something to announce; kNever where there is nothing.
  std::int64_t announce_ms = kNever;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  bool flush = false;    // Somebody waits for it.
  bool parting = false;  // The application has left the foreground, and no request was made since.
};

struct SendDecision {
  bool send = false;
  std::int64_t at_ms = kNever;  // Where not: when to ask again, if nothing changes before.
  SendReason reason = SendReason::nothing_queued;
};

// Whether only immediate events are sent, or none, until the device says something else.
[[nodiscard]] bool holds_back(const DeviceConditions& device);

[[nodiscard]] SendDecision decide(const SendConditions& conditions, const Backlog& backlog,
                                  const Limits& limits);

}  // namespace godwit
