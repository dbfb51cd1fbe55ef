// What became of all events since the tracker was opened, in numbers.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <array>
#include <cstdint>
#include <string_view>

#include "godwit/export.h"
#include "godwit/send_reason.h"
#include "godwit/status.h"

namespace godwit {

// Why an accepted event left the device undelivered. Every such event adds to exactly one counter.
// The numbers are part of the C ABI and of the stored formats.
enum class DropReason : std::uint8_t {
  queue_full = 0,      // Evicted: the queue was full and it was the least urgent, then the oldest.
  expired = 1,         // Older than queue_age_max.
  refused = 2,         // The collector refused it, with a code and a sentence.
  poisonous = 3,       // The collector could not read any batch with it.
  corrupt = 4,         // Damaged on the device.
  too_large = 5,       // The collector answered 413 to it alone.
  purged = 6,          // reset() was called.
  consent_denied = 7,  // set_consent(denied) was called.
  lost = 8,            // It was in memory only when the tracker was closed.
};

inline constexpr std::size_t kDropReasonCount = 9;

// The reason's name, as on the wire and in JSON.
[[nodiscard]] GODWIT_API std::string_view to_string(DropReason reason);

struct Stats {
  // Of this opening of the tracker:
  std::uint64_t accepted = 0;  // Taken: track() answered ok, or storage_unavailable.
  std::uint64_t refused = 0;   // track() answered with another error.
  std::uint64_t withheld = 0;  // By the hook, by sampling, or switched off.
  std::uint64_t marked = 0;    // Accepted, and not as its schema asks (SchemaMode::report).
  // Events, users and super-properties that were taken with U+FFFD in place of half a character,
  // or of other bytes that are not UTF-8 (docs/protocol.md).
  std::uint64_t repaired = 0;
  std::uint64_t recovered = 0;                            // Found queued by an earlier opening.
  std::uint64_t delivered = 0;                            // Acknowledged by the collector.
  std::uint64_t duplicates = 0;                           // Of those, already stored there before.
  std::array<std::uint64_t, kDropReasonCount> dropped{};  // By DropReason.
  std::uint64_t damaged_bytes = 0;  // Set aside because no event could be read from them.

  // On the way:
  std::uint64_t queued_events = 0;  // Accepted, and neither delivered nor dropped.
  std::uint64_t queued_bytes = 0;   // In the store.

  // The network:
  std::uint64_t requests = 0;
  std::uint64_t requests_failed = 0;
  std::uint64_t connections = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t bytes_received = 0;
  std::array<std::uint64_t, kRequestReasonCount> requests_for{};  // By SendReason.
  SendReason waits_for = SendReason::nothing_queued;  // Or what the request under way is for.

  // ok, storage_unavailable or storage_corrupt: what the tracker runs on.
  StatusCode storage = StatusCode::ok;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
