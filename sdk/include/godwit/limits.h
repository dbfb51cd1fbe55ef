// Every bound that Godwit keeps: its name, unit, default, and what happens when it is reached.
//
// A limit has bounds of its own: open() refuses a value outside of them with the limit's name, the
// bounds and the value. docs/configuration.md lists them. A time is 1 ms to kNever, unless another
// lowest value stands with it.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <chrono>
#include <cstdint>

namespace godwit {

struct Limits {
  // The highest value of every time: 2^40 ms, 34 years. With it, what waits for that time to pass
  // never happens: an event does not expire, a session does not end, and events of normal priority
  // are sent in full batches, with an immediate event, or by flush().
  static constexpr std::chrono::milliseconds kNever{std::int64_t{1} << 40};

  // --- One event. Beyond: track() answers too_large; nothing else is lost.
  std::uint32_t name_bytes_max = 256;         // 1 to 256: the wire protocol has no longer ones.
  std::uint32_t event_bytes_max = 64 * 1024;  // Name and properties as JSON text. From 1.
  std::uint32_t properties_depth_max = 32;    // Nested objects and arrays. 1 to 59.

  // --- What all events share. Beyond: the setter answers too_large and changes nothing. At most a
  // quarter of staging_bytes.
  std::uint32_t context_bytes_max = 16 * 1024;

  // --- On the device.
  // The staging log: what track() can take before the worker has moved it to the store. Full:
  // track() answers queue_full. 64 KiB to 1 GiB, and at least four times event_bytes_max.
  std::uint32_t staging_bytes = 8 * 1024 * 1024;
  // The queue. Full: the least urgent and then oldest segments are evicted and counted as
  // queue_full, unless deliveries are succeeding and go on; then the staging log fills up, and
  // track() answers queue_full until there is room. 1 byte to 1 TiB.
  std::uint64_t queue_bytes_max = 256 * 1024 * 1024;
  // Older events are dropped and counted as expired. Must stay below the collector's dedup window.
  std::chrono::milliseconds queue_age_max = std::chrono::hours(7 * 24);
  // The most that time spent switched off adds to the age of events, for each start after a reboot,
  // because only the wall clock knows it and may be wrong. 0 to kNever.
  std::chrono::milliseconds reboot_age_max = std::chrono::hours(24);
  std::uint32_t segment_events_max = 100;  // 1 to 1,000,000.
  // An event larger than this has its own segment. 1 byte to 256 MiB.
  std::uint32_t segment_bytes_max = 64 * 1024;
  // Intervals of dropped events kept for each stream until the collector has heard of them. Beyond:
  // neighbours are joined, with the reason `mixed`. 1 to 1,024.
  std::uint32_t dropped_intervals_max = 256;

  // --- When things happen.
  // Staged events are committed to the store at the latest after this.
  std::chrono::milliseconds drain_interval = std::chrono::seconds(1);
  std::chrono::milliseconds flush_interval = std::chrono::seconds(30);
  std::chrono::milliseconds deferred_interval = std::chrono::minutes(15);
  // Without an event for this long, the next one starts a new session.
  std::chrono::milliseconds session_idle_max = std::chrono::minutes(30);

  // --- One request. A batch is sent at once when the queue holds this much.
  std::uint32_t batch_events_max = 500;  // 1 to 1,000,000.
  // Before compression. One event may be larger. 1 byte to 256 MiB.
  std::uint32_t batch_bytes_max = 512 * 1024;

  // --- After a failure: equal-jitter back-off, a delay drawn from [d/2, d], d doubling.
  std::chrono::milliseconds retry_delay_min = std::chrono::seconds(8);  // At most the next.
  std::chrono::milliseconds retry_delay_max = std::chrono::minutes(5);
  // A longer Retry-After is cut to this.
  std::chrono::milliseconds retry_after_max = std::chrono::hours(1);
  // After 401 or 403, unless set_key() comes first.
  std::chrono::milliseconds key_retry_delay = std::chrono::hours(1);
};

}  // namespace godwit

#endif  // GODWIT_CPP20
