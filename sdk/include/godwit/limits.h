// Every bound that Godwit keeps: its unit, its default, and the result when it is reached.
//
// Each limit has bounds of its own: open() refuses a value outside of them with the limit's name,
// the bounds and the value.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <chrono>
#include <cstdint>

namespace godwit {

struct Limits {
  // The highest value of every time: 2^40 ms, 34 years. A limit of this value is never reached: an
  // event does not expire, a session does not end, and events of normal priority are sent in full
  // batches, with an immediate event, or by flush().
  static constexpr std::chrono::milliseconds kNever{std::int64_t{1} << 40};

  // <interface: limits>
  // Bytes of an event's name. The wire protocol allows no longer names. Beyond: track() answers
  // too_large. 1 to 256 bytes.
  std::uint32_t name_bytes_max = 256;
  // Bytes of an event: its name and properties as JSON text. At most a quarter of staging_bytes.
  // Beyond: track() answers too_large. 1 to 256 MiB.
  std::uint32_t event_bytes_max = 64 * 1024;
  // Nested objects and arrays in properties. The collector reads 64 levels; a batch needs five of
  // them around the properties. Beyond: track() answers invalid_argument. 1 to 59 levels.
  std::uint32_t properties_depth_max = 32;
  // Bytes of the user, super-properties and other members that all events share. At most a
  // quarter of staging_bytes. Beyond: the setter answers too_large and changes nothing. 0 to 256
  // MiB.
  std::uint32_t context_bytes_max = 16 * 1024;
  // The queue on the device. Beyond: the least urgent, then oldest segments are evicted and
  // counted as queue_full. While deliveries succeed, track() answers queue_full instead. 1 to 1
  // TiB.
  std::uint64_t queue_bytes_max = 256 * 1024 * 1024;
  // Older events are dropped and counted as expired. Must stay below the collector's dedup
  // window. 1 ms to kNever.
  std::chrono::milliseconds queue_age_max = std::chrono::days(7);
  // Time spent switched off adds at most this to the age of events, for each start after a
  // reboot. Only the wall clock knows that time, and it may be wrong. 0 to kNever.
  std::chrono::milliseconds reboot_age_max = std::chrono::hours(24);
  // The staging log: it takes events until the worker has moved them to the store. Beyond:
  // track() answers queue_full. 64 KiB to 1 GiB.
  std::uint32_t staging_bytes = 8 * 1024 * 1024;
  // Events in one segment. Beyond: the next segment begins. 1 to 1,000,000 events.
  std::uint32_t segment_events_max = 100;
  // Bytes of one segment, which is one value of the store. A larger event has a segment of its
  // own. 1 to 256 MiB.
  std::uint32_t segment_bytes_max = 64 * 1024;
  // Intervals of dropped events, for each stream, that the collector has not heard of. The
  // collector keeps as many. Beyond: neighbours are joined, with the reason `mixed`. 1 to 1,024
  // intervals.
  std::uint32_t dropped_intervals_max = 256;
  // Events in one batch. When the queue holds so many, a batch is sent at once. 1 to 1,000,000
  // events.
  std::uint32_t batch_events_max = 500;
  // Bytes of one batch before compression. When the queue holds so many, a batch is sent at once.
  // One event may be larger. 1 to 256 MiB.
  std::uint32_t batch_bytes_max = 512 * 1024;
  // Staged events are committed to the store at the latest after this. 1 ms to kNever.
  std::chrono::milliseconds drain_interval = std::chrono::seconds(1);
  // Events of normal priority are sent at the latest after this. 1 ms to kNever.
  std::chrono::milliseconds flush_interval = std::chrono::seconds(30);
  // Deferred events are sent at the latest after this. 1 ms to kNever.
  std::chrono::milliseconds deferred_interval = std::chrono::minutes(15);
  // After this time without an event, the next event starts a new session. 1 ms to kNever.
  std::chrono::milliseconds session_idle_max = std::chrono::minutes(30);
  // The first delay after a failure. Delays double up to retry_delay_max, which must not be less;
  // each is drawn from [d/2, d] (equal jitter). 1 ms to kNever.
  std::chrono::milliseconds retry_delay_min = std::chrono::seconds(8);
  // The longest delay after a failure. 1 ms to kNever.
  std::chrono::milliseconds retry_delay_max = std::chrono::minutes(5);
  // A longer Retry-After is cut to this. The jitter is added to it. 1 ms to kNever.
  std::chrono::milliseconds retry_after_max = std::chrono::hours(1);
  // The wait after 401 or 403, unless set_key() comes first. 1 ms to kNever.
  std::chrono::milliseconds key_retry_delay = std::chrono::hours(1);
  // </interface>
};

}  // namespace godwit

#endif  // GODWIT_CPP20
