/* Every bound that Godwit keeps, in C: the fields of godwit/limits.h, where each is explained. They
   follow the conventions of godwit/godwit.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The highest time of godwit_limits, 2^40 ms: what waits for it never happens. */
#define GODWIT_NEVER (INT64_C(1) << 40)

/* godwit_open() refuses what is out of range, and names the field and its bound. */
typedef struct godwit_limits {
  size_t size;
  uint32_t name_bytes_max;
  uint32_t event_bytes_max;
  uint32_t properties_depth_max;
  uint32_t context_bytes_max;
  uint64_t queue_bytes_max;
  int64_t queue_age_max_ms;
  int64_t reboot_age_max_ms;
  uint32_t staging_bytes;
  uint32_t segment_events_max;
  uint32_t segment_bytes_max;
  uint32_t dropped_intervals_max;
  uint32_t batch_events_max;
  uint32_t batch_bytes_max;
  int64_t drain_interval_ms;
  int64_t flush_interval_ms;
  int64_t deferred_interval_ms;
  int64_t session_idle_max_ms;
  int64_t retry_delay_min_ms;
  int64_t retry_delay_max_ms;
  int64_t retry_after_max_ms;
  int64_t key_retry_delay_ms;
} godwit_limits;
