// A send policy under replay: it hears of each event in order, and decides when to send.
//
// Units: milliseconds of virtual time, as the engine counts.
#pragma once

#include <cstdint>
#include <span>

#include "delivery/send_policy.h"
#include "trace/trace.h"

namespace godwit::energy {

struct QueuedEvent {
  TraceEvent event;
  std::int64_t stored_ms = 0;  // Begun milliseconds do not count.
};

class Sender {
 public:
  virtual ~Sender() = default;
  virtual void on_event(std::int64_t /*now_ms*/) {}
  virtual void on_app_activity(std::int64_t /*now_ms*/) {}
  // When to send what is queued, if nothing else happens before; kNever: not. It is asked after
  // each event, each activity and each sending.
  [[nodiscard]] virtual std::int64_t send_at_ms(std::int64_t now_ms,
                                                std::span<const QueuedEvent> queue) = 0;
  // All of it was.
  virtual void on_sent(std::int64_t /*now_ms*/) {}
};

}  // namespace godwit::energy
