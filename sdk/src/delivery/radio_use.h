// The history of the radio's use, for the decision when to send: when the radio was last awake, and
// the rhythms of the application's traffic and of its events. A plain value.
//
// Units: milliseconds of the device's timeline.
#pragma once

#include <cstdint>
#include <limits>

#include "delivery/rhythm.h"

namespace godwit {

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

struct RadioUse {
  std::int64_t seen_ms = kNever;  // The last time that it was awake; kNever: not yet.
  std::int64_t app_ms = kNever;   // The application's last use.
  std::int64_t sent_ms = kNever;  // Our last request, until an event has followed it.
  Rhythm app_pauses;              // Between two uses by the application.
  Rhythm event_pauses;            // From a request of ours to the next event of normal priority.

  // The application uses the radio.
  void note_app(std::int64_t now_ms);
  // A request of ours is made.
  void note_request(std::int64_t now_ms);
  // The time since which the oldest event of normal priority is queued; kNever if there is none.
  void note_queued(std::int64_t oldest_ms);
};

}  // namespace godwit
