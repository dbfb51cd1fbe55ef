// Replays a trace under virtual time, and remembers when a sender sent.
#pragma once

#include <cstdint>
#include <vector>

#include "replay/sender.h"
#include "trace/trace.h"

namespace godwit::energy {

struct Replay {
  std::vector<std::int64_t> flushes_us;
  std::vector<std::int64_t> delays_us;  // From an event's arrival until it was sent.
  std::uint64_t events_late = 0;        // Sent after their deadline.
  std::uint64_t bytes = 0;
};

// A sender's clock has milliseconds; so much later than at its deadline an event is not late.
inline constexpr std::int64_t kClockStepUs = 1'000;

[[nodiscard]] Replay replay(const Trace& trace, const Deadlines& deadlines, Sender& sender);

}  // namespace godwit::energy
