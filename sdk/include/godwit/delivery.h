// Delivery reports: what became of accepted events.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <string_view>

#include "godwit/id.h"
#include "godwit/stats.h"

namespace godwit {

enum class DeliveryOutcome : std::uint8_t {
  // <interface: delivery_outcome>
  // Stored by the collector.
  sent = 0,
  // Still queued; the next attempt waits for the back-off.
  will_retry = 1,
  // Gone; `reason` says why.
  dropped = 2,
  // </interface>
};

// Speaks of events of one stream with sequence numbers in [first_sequence, last_sequence]. Events
// of other priorities may lie between them, so `count` can be smaller than the interval.
// Lifetime: the views are valid during the callback only.
struct DeliveryReport {
  DeliveryOutcome outcome = DeliveryOutcome::sent;
  DropReason reason = DropReason::queue_full;  // Only where dropped.
  Id stream = {};
  std::uint64_t first_sequence = 0;
  std::uint64_t last_sequence = 0;
  std::uint32_t count = 0;
  std::string_view code = {};     // The collector's, where it refused; else empty.
  std::string_view pointer = {};  // Into the event (RFC 6901), where it refused; else empty.
  std::string_view message = {};  // A sentence; may be empty.
};

}  // namespace godwit

#endif  // GODWIT_CPP20
