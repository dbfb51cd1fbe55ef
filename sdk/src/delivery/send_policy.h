// The send policy: whether to send now, or when, as a pure function of what is known.
//
// Each rule is one line of decide(), in the order in which they win.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "godwit/device.h"
#include "godwit/limits.h"
#include "godwit/priority.h"

namespace godwit {

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// At this much or less, and not charging: only immediate events are sent.
inline constexpr int kBatteryEmptyPercent = 5;
// At this much or less, and where bytes cost something, normal events wait so many times longer.
inline constexpr int kBatteryLowPercent = 20;
inline constexpr int kStretch = 4;
// Behind the page's or the application's own traffic the radio is awake at least this long. LTE's
// stays so for 11 s (Huang et al., MobiSys 2012); what is sent late keeps it awake longer.
inline constexpr std::int64_t kRadioAwakeMs = 2'000;
// Younger events do not ride along: an application that asks its server every second would have a
// request of ours each time.
inline constexpr std::int64_t kRideAgeMs = 10'000;

struct SendConditions {
  std::int64_t now_ms = 0;         // On the device's timeline.
  std::int64_t not_before_ms = 0;  // The end of a back-off.
  bool switched_off = false;       // No consent, or 410.
  std::int64_t flush_interval_ms = 0;
  DeviceConditions device;
  std::int64_t radio_seen_ms = kNever;  // When the radio was last seen awake; kNever: not yet.
  std::int64_t sent_ms = 0;             // When the last request was made.
};

struct Backlog {
  // When the oldest event of each priority was stored; kNever where there is none.
  std::array<std::int64_t, kPriorityCount> oldest_ms{kNever, kNever, kNever};
  // Since when there is something to announce; kNever where there is nothing.
  std::int64_t announce_ms = kNever;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  bool flush = false;    // Somebody waits for it.
  bool parting = false;  // The application has left the foreground, and no request was made since.
};

enum class SendReason : std::uint8_t {
  switched_off,
  nothing_queued,
  no_network,
  back_off,
  held_back,
  in_background,
  flush,
  parting,
  full_batch,
  immediate,
  deadline,
  radio_awake,
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
