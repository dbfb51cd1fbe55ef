// Looks into a data directory without opening it: its queued events, and its state.
//
// It reads a copy, so the directory does not change, even if it is in use or a killed process left
// it. Only in the copy is the staging log recovered and the store's write-ahead log replayed.
// Threads: any thread may call it; it takes no lock that a tracker waits for.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godwit/config.h"
#include "godwit/id.h"
#include "godwit/priority.h"
#include "godwit/status.h"

namespace godwit {

// One event that was neither delivered nor dropped.
// Lifetime: the views belong to the QueueInspection.
struct InspectedEvent {
  Id stream;
  std::uint64_t sequence = 0;
  Priority priority = Priority::normal;
  std::string_view event_json;      // As on the wire: {"n":…,"t":…|"at":…,"p":{…}}.
  std::string_view context_json;    // An object.
  std::int64_t opened_wall_ms = 0;  // By the device's own clock.
  bool staged = false;              // Still in the staging log, not yet in the store.
};

// A stream that is not finished: some of its events are queued, or the collector does not know yet
// which were dropped.
struct InspectedStream {
  Id stream;
  std::int64_t opened_wall_ms = 0;
  std::uint64_t acked_below = 0;
  std::uint64_t last_accepted = 0;
  std::uint64_t dropped_events = 0;  // Already or not yet declared to the collector.
};

struct QueueInspection {
  Id installation;                 // Empty if there is none, as after a denial.
  std::optional<Consent> consent;  // The stored decision; empty: no decision yet.
  std::vector<InspectedStream> streams;
  std::vector<InspectedEvent> events;         // By stream, then sequence.
  std::uint64_t stored_bytes = 0;             // The bytes that count against queue_bytes_max.
  std::uint64_t damaged_bytes = 0;            // No event could be read from them.
  std::uint32_t retry_attempts = 0;           // Failed attempts in a row.
  std::int64_t retry_not_before_wall_ms = 0;  // 0: no wait.
  bool switched_off = false;                  // The collector answered 410.
  std::shared_ptr<const void> memory;         // Owns the memory of the views.
};

// Errors: invalid_argument (no such directory, or not one of Godwit's), unsupported (written by a
// newer version), storage_unavailable (cannot be read or copied).
[[nodiscard]] Status inspect_queue(const std::string& data_directory, QueueInspection& out);

}  // namespace godwit
