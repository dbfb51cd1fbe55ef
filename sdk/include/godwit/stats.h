// The numbers that a tracker counts since it was opened, and the reasons for dropped events.
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
  // <interface: drop_reason>
  // Evicted: the queue was full and this event was the least urgent, then the oldest.
  queue_full = 0,
  // Older than queue_age_max.
  expired = 1,
  // Refused by the collector, with a code and a sentence.
  refused = 2,
  // The collector could not read any batch with it.
  poisonous = 3,
  // Damaged on the device.
  corrupt = 4,
  // The collector answered 413 to it alone.
  too_large = 5,
  // reset() was called.
  purged = 6,
  // set_consent(denied) was called.
  consent_denied = 7,
  // In memory only when the tracker was closed.
  lost = 8,
  // </interface>
};

// <interface: drop_reason_count>
inline constexpr std::size_t kDropReasonCount = 9;
// </interface>

// The reason's name, as on the wire and in JSON.
[[nodiscard]] GODWIT_API std::string_view to_string(DropReason reason);

struct Stats {
  // <interface: stats>
  // Taken by this opening of the tracker: track() answered ok, or storage_unavailable.
  std::uint64_t accepted = 0;
  // Not taken: track() answered with another error.
  std::uint64_t declined = 0;
  // Not taken, as asked: by the hook, by sampling, or switched off.
  std::uint64_t withheld = 0;
  // Found queued by an earlier opening.
  std::uint64_t recovered = 0;
  // Acknowledged by the collector.
  std::uint64_t delivered = 0;
  // Delivered events that the collector had stored before.
  std::uint64_t duplicates = 0;
  // Accepted events that were dropped, by DropReason.
  std::array<std::uint64_t, kDropReasonCount> dropped{};
  // Bytes that were set aside because no event could be read from them.
  std::uint64_t damaged_bytes = 0;
  // Accepted, and neither delivered nor dropped.
  std::uint64_t queued_events = 0;
  // Bytes of queued events in the store.
  std::uint64_t queued_bytes = 0;
  // Requests that were made.
  std::uint64_t requests = 0;
  // Requests that were not answered by an acknowledgement.
  std::uint64_t requests_failed = 0;
  // Connections that were opened.
  std::uint64_t connections = 0;
  // Bytes sent, with headers.
  std::uint64_t bytes_sent = 0;
  // Bytes received, with headers.
  std::uint64_t bytes_received = 0;
  // The storage that the tracker runs on, as storage() answers.
  StatusCode storage = StatusCode::ok;
  // Accepted events that violate their schema (SchemaMode::report).
  std::uint64_t marked = 0;
  // Requests by the reason for which they were made.
  std::array<std::uint64_t, kRequestReasonCount> requests_for{};
  // The reason why nothing is sent now, or the reason of the request under way.
  SendReason waits_for = SendReason::nothing_queued;
  // Events, users and super-properties that were taken with U+FFFD in place of half a character,
  // or of other bytes that are not UTF-8 (docs/protocol.md).
  std::uint64_t repaired = 0;
  // </interface>
};

}  // namespace godwit

#endif  // GODWIT_CPP20
