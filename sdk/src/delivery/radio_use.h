// What is remembered of the radio's use, for deciding when to send: when it was last seen awake,
// and the rhythms of the application's own traffic and of its events. A plain value.
//
// Units: milliseconds of the device's timeline.
#pragma once

#include <cstdint>
#include <limits>

#include "delivery/rhythm.h"

namespace godwit {

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

struct RadioUse {
  std::int64_t seen_ms = kNever;  // When it was last seen awake; kNever: not yet.
  std::int64_t app_ms = kNever;   // When the application last used it.
  std::int64_t sent_ms = kNever;  // The last request of ours, until an event has followed it.
  Rhythm app_pauses;              // Between two uses by the application.
  Rhythm event_pauses;            // From a request of ours to the next event of normal priority.

  // The application uses it.
  void note_app(std::int64_t now_ms);
  // A request of ours is made.
  void note_request(std::int64_t now_ms);
  // Since when the oldest event of normal priority is queued; kNever where there is none.
  void note_queued(std::int64_t oldest_ms);
};

}  // namespace godwit
