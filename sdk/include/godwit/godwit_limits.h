/* Every bound that Godwit keeps, in C. The structure follows the conventions of godwit/godwit.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The highest time of godwit_limits, 2^40 ms. A limit of this value is never reached. */
#define GODWIT_NEVER (INT64_C(1) << 40)

/* godwit_open() refuses what is out of range, and names the field and its bound. */
typedef struct godwit_limits {
  size_t size;
  /* <interface: limits> */
  /* Bytes of an event's name. The wire protocol allows no longer names. Beyond: godwit_track()
     answers GODWIT_TOO_LARGE. 1 to 256 bytes. Default: 256. */
  uint32_t name_bytes_max;
  /* Bytes of an event: its name and properties as JSON text. At most a quarter of
     staging_bytes. Beyond: godwit_track() answers GODWIT_TOO_LARGE. 1 to 256 MiB. Default: 64
     KiB. */
  uint32_t event_bytes_max;
  /* Nested objects and arrays in properties. The collector reads 64 levels; a batch needs five
     of them around the properties. Beyond: godwit_track() answers GODWIT_INVALID_ARGUMENT. 1
     to 59 levels. Default: 32. */
  uint32_t properties_depth_max;
  /* Bytes of the user, super-properties and other members that all events share. At most a
     quarter of staging_bytes. Beyond: the setter answers GODWIT_TOO_LARGE and changes nothing.
     0 to 256 MiB. Default: 16 KiB. */
  uint32_t context_bytes_max;
  /* The queue on the device. Beyond: the least urgent, then oldest segments are evicted and
     counted as queue_full. While deliveries succeed, godwit_track() answers GODWIT_QUEUE_FULL
     instead. 1 to 1 TiB. Default: 256 MiB. */
  uint64_t queue_bytes_max;
  /* Older events are dropped and counted as expired. Must stay below the collector's dedup
     window. 1 ms to GODWIT_NEVER. Default: 7 days. */
  int64_t queue_age_max_ms;
  /* Time spent switched off adds at most this to the age of events, for each start after a
     reboot. Only the wall clock knows that time, and it may be wrong. 0 to GODWIT_NEVER.
     Default: 24 h. */
  int64_t reboot_age_max_ms;
  /* The staging log: it takes events until the worker has moved them to the store. Beyond:
     godwit_track() answers GODWIT_QUEUE_FULL. 64 KiB to 1 GiB. Default: 8 MiB. */
  uint32_t staging_bytes;
  /* Events in one segment. Beyond: the next segment begins. 1 to 1,000,000 events. Default:
     100. */
  uint32_t segment_events_max;
  /* Bytes of one segment, which is one value of the store. A larger event has a segment of its
     own. 1 to 256 MiB. Default: 64 KiB. */
  uint32_t segment_bytes_max;
  /* Intervals of dropped events, for each stream, that the collector has not heard of. The
     collector keeps as many. Beyond: neighbours are joined, with the reason `mixed`. 1 to
     1,024 intervals. Default: 256. */
  uint32_t dropped_intervals_max;
  /* Events in one batch. When the queue holds so many, a batch is sent at once. 1 to 1,000,000
     events. Default: 500. */
  uint32_t batch_events_max;
  /* Bytes of one batch before compression. When the queue holds so many, a batch is sent at
     once. One event may be larger. 1 to 256 MiB. Default: 512 KiB. */
  uint32_t batch_bytes_max;
  /* Staged events are committed to the store at the latest after this. 1 ms to GODWIT_NEVER.
     Default: 1 s. */
  int64_t drain_interval_ms;
  /* Events of normal priority are sent at the latest after this. 1 ms to GODWIT_NEVER.
     Default: 30 s. */
  int64_t flush_interval_ms;
  /* Deferred events are sent at the latest after this. 1 ms to GODWIT_NEVER. Default: 15 min. */
  int64_t deferred_interval_ms;
  /* After this time without an event, the next event starts a new session. 1 ms to
     GODWIT_NEVER. Default: 30 min. */
  int64_t session_idle_max_ms;
  /* The first delay after a failure. Delays double up to retry_delay_max_ms, which must not be
     less; each is drawn from [d/2, d] (equal jitter). 1 ms to GODWIT_NEVER. Default: 8 s. */
  int64_t retry_delay_min_ms;
  /* The longest delay after a failure. 1 ms to GODWIT_NEVER. Default: 5 min. */
  int64_t retry_delay_max_ms;
  /* A longer Retry-After is cut to this. The jitter is added to it. 1 ms to GODWIT_NEVER.
     Default: 1 h. */
  int64_t retry_after_max_ms;
  /* The wait after 401 or 403, unless godwit_set_key() comes first. 1 ms to GODWIT_NEVER.
     Default: 1 h. */
  int64_t key_retry_delay_ms;
  /* </interface> */
} godwit_limits;
