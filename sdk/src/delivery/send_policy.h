// The send policy: whether to send now, or when, as a pure function of what is known.
//
// Each rule is one line of decide(), in the order in which they win.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "godwit/limits.h"
#include "godwit/priority.h"

namespace godwit {

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

struct SendConditions {
  std::int64_t now_ms = 0;         // On the device's timeline.
  std::int64_t not_before_ms = 0;  // The end of a back-off.
  bool switched_off = false;       // No consent, or 410.
  std::int64_t flush_interval_ms = 0;
};

struct Backlog {
  // When the oldest event of each priority was stored; kNever where there is none.
  std::array<std::int64_t, kPriorityCount> oldest_ms{kNever, kNever, kNever};
  // Since when there is something to announce; kNever where there is nothing.
  std::int64_t announce_ms = kNever;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  bool flush = false;  // Somebody waits for it.
};

enum class SendReason : std::uint8_t {
  switched_off,
  nothing_queued,
  back_off,
  flush,
  full_batch,
  immediate,
  deadline,
};

struct SendDecision {
  bool send = false;
  std::int64_t at_ms = kNever;  // Where not: when to ask again, if nothing changes before.
  SendReason reason = SendReason::nothing_queued;
};

[[nodiscard]] SendDecision decide(const SendConditions& conditions, const Backlog& backlog,
                                  const Limits& limits);

}  // namespace godwit
