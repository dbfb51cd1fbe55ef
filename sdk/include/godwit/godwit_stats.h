/* Every number that a tracker counts, and the reasons for which accepted events are dropped, in C.
   godwit_get_stats() fills the structure, which follows the conventions of godwit/godwit.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "godwit/godwit_constants.h"

/* Why an accepted event left the device undelivered. */
typedef int32_t godwit_drop_reason;
enum {
  /* <interface: drop_reason> */
  /* Evicted: the queue was full and this event was the least urgent, then the oldest. */
  GODWIT_DROP_QUEUE_FULL = 0,
  /* Older than queue_age_max_ms. */
  GODWIT_DROP_EXPIRED = 1,
  /* Refused by the collector, with a code and a sentence. */
  GODWIT_DROP_REFUSED = 2,
  /* The collector could not read any batch with it. */
  GODWIT_DROP_POISONOUS = 3,
  /* Damaged on the device. */
  GODWIT_DROP_CORRUPT = 4,
  /* The collector answered 413 to it alone. */
  GODWIT_DROP_TOO_LARGE = 5,
  /* godwit_reset() was called. */
  GODWIT_DROP_PURGED = 6,
  /* godwit_set_consent(GODWIT_CONSENT_DENIED) was called. */
  GODWIT_DROP_CONSENT_DENIED = 7,
  /* In memory only when the tracker was closed. */
  GODWIT_DROP_LOST = 8
  /* </interface> */
};

typedef struct godwit_stats {
  size_t size; /* Set by the caller: sizeof of it. */
  /* <interface: stats> */
  /* Taken by this opening of the tracker: godwit_track() answered GODWIT_OK, or
     GODWIT_STORAGE_UNAVAILABLE. */
  uint64_t accepted;
  /* Not taken: godwit_track() answered with another error. */
  uint64_t declined;
  /* Not taken, as asked: by the hook, by sampling, or switched off. */
  uint64_t withheld;
  /* Found queued by an earlier opening. */
  uint64_t recovered;
  /* Acknowledged by the collector. */
  uint64_t delivered;
  /* Delivered events that the collector had stored before. */
  uint64_t duplicates;
  /* Evicted: the queue was full and this event was the least urgent, then the oldest. */
  uint64_t dropped_queue_full;
  /* Older than queue_age_max_ms. */
  uint64_t dropped_expired;
  /* Refused by the collector, with a code and a sentence. */
  uint64_t dropped_refused;
  /* The collector could not read any batch with it. */
  uint64_t dropped_poisonous;
  /* Damaged on the device. */
  uint64_t dropped_corrupt;
  /* The collector answered 413 to it alone. */
  uint64_t dropped_too_large;
  /* godwit_reset() was called. */
  uint64_t dropped_purged;
  /* godwit_set_consent(GODWIT_CONSENT_DENIED) was called. */
  uint64_t dropped_consent_denied;
  /* Bytes that were set aside because no event could be read from them. */
  uint64_t damaged_bytes;
  /* Accepted, and neither delivered nor dropped. */
  uint64_t queued_events;
  /* Bytes of queued events in the store. */
  uint64_t queued_bytes;
  /* Requests that were made. */
  uint64_t requests;
  /* Requests that were not answered by an acknowledgement. */
  uint64_t requests_failed;
  /* Connections that were opened. */
  uint64_t connections;
  /* Bytes sent, with headers. */
  uint64_t bytes_sent;
  /* Bytes received, with headers. */
  uint64_t bytes_received;
  /* The storage that the tracker runs on, as storage() answers. */
  godwit_code storage;
  /* Accepted events that violate their schema (GODWIT_SCHEMA_REPORT). */
  uint64_t marked;
  /* Requests by the reason for which they were made. */
  uint64_t requests_for[GODWIT_REQUEST_REASON_COUNT];
  /* The reason why nothing is sent now, or the reason of the request under way. */
  godwit_send_reason waits_for;
  /* Events, users and super-properties that were taken with U+FFFD in place of half a
     character, or of other bytes that are not UTF-8 (docs/protocol.md). */
  uint64_t repaired;
  /* In memory only when the tracker was closed. */
  uint64_t dropped_lost;
  /* </interface> */
} godwit_stats;
