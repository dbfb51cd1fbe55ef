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
  // The time to send the queue, if nothing else happens before; kNever: not. The replay asks after
  // each event, each activity and each sending.
  [[nodiscard]] virtual std::int64_t send_at_ms(std::int64_t now_ms,
                                                std::span<const QueuedEvent> queue) = 0;
  // The whole queue was sent.
  virtual void on_sent(std::int64_t /*now_ms*/) {}
};

}  // namespace godwit::energy
