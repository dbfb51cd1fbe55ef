/* The constants of the C interface: the enumerations of the C++ one, with the same numbers. An
   enumeration is an int32_t, so that it has one size everywhere. */
#pragma once

#include <stdint.h>

/* The result of a call. */
typedef int32_t godwit_code;
enum {
  /* <interface: status_code> */
  GODWIT_OK = 0,
  /* Fix the call; the sentence says what is wrong with it. */
  GODWIT_INVALID_ARGUMENT = 1,
  /* A limit was passed; the sentence names it. Send less. */
  GODWIT_TOO_LARGE = 2,
  /* The event was not taken. Try again later, or let it go. */
  GODWIT_QUEUE_FULL = 3,
  /* Not taken, as asked: by the hook, by sampling, or switched off. */
  GODWIT_WITHHELD = 4,
  /* Not taken: consent is denied, or the collector answered 410. */
  GODWIT_SWITCHED_OFF = 5,
  /* The tracker is closed, or belongs to the parent of this process. */
  GODWIT_CLOSED = 6,
  /* Another process has this data directory; use one directory each. */
  GODWIT_IN_USE = 7,
  /* Running in memory: events do not survive this process. */
  GODWIT_STORAGE_UNAVAILABLE = 8,
  /* Damaged data was set aside and counted; the tracker started empty. */
  GODWIT_STORAGE_CORRUPT = 9,
  /* The deadline passed; the sentence says what became of the rest. */
  GODWIT_TIMED_OUT = 10,
  /* This build or platform cannot do it. */
  GODWIT_UNSUPPORTED = 11,
  /* A bug in Godwit; the sentence helps to report it. */
  GODWIT_INTERNAL = 12,
  /* Nothing can be sent now; the sentence says why, and until when. */
  GODWIT_WAITING = 13
  /* </interface> */
};

/* Whether the user agreed to be tracked. */
typedef int32_t godwit_consent;
enum {
  /* <interface: consent> */
  GODWIT_CONSENT_GRANTED = 1,
  /* Nothing is written and no id is made; events wait in memory and are lost with the process. */
  GODWIT_CONSENT_PENDING = 2,
  /* Nothing is taken; stored events are erased; only the denial is remembered. */
  GODWIT_CONSENT_DENIED = 3
  /* </interface> */
};

/* The failures that an accepted event survives. */
typedef int32_t godwit_durability;
enum {
  /* <interface: durability> */
  /* Durability: an accepted event survives the death of the process at any instruction. A
     power cut may cost the last seconds. */
  GODWIT_DURABILITY_PROCESS_SAFE = 0,
  /* Durability: godwit_track() returns GODWIT_OK once a power cut cannot undo it. It returns
     GODWIT_STORAGE_UNAVAILABLE for an event that is taken and not that safe: the write fails,
     or is not made at once (consent is pending, a full queue makes room first), or cannot be
     waited for (in a callback), or there is only memory. Costs one disk flush, shared by all
     threads that wait. */
  GODWIT_DURABILITY_POWER_SAFE = 1
  /* </interface> */
};

/* The urgency of an event. */
typedef int32_t godwit_priority;
enum {
  /* <interface: priority> */
  /* Sent as soon as the network and the collector allow. */
  GODWIT_PRIORITY_IMMEDIATE = 0,
  /* Sent within flush_interval_ms. */
  GODWIT_PRIORITY_NORMAL = 1,
  /* Sent within deferred_interval_ms; the first to be evicted. */
  GODWIT_PRIORITY_DEFERRED = 2
  /* </interface> */
};

typedef int32_t godwit_log_level;
enum {
  /* <interface: log_level> */
  GODWIT_LOG_DEBUG = 0,
  GODWIT_LOG_INFO = 1,
  GODWIT_LOG_WARNING = 2,
  GODWIT_LOG_ERROR = 3
  /* </interface> */
};

/* The outcome for accepted events. */
typedef int32_t godwit_delivery_outcome;
enum {
  /* <interface: delivery_outcome> */
  /* Stored by the collector. */
  GODWIT_DELIVERY_SENT = 0,
  /* Still queued; the next attempt waits for the back-off. */
  GODWIT_DELIVERY_WILL_RETRY = 1,
  /* Gone; `reason` says why. */
  GODWIT_DELIVERY_DROPPED = 2
  /* </interface> */
};

/* Why a tracker makes a request, or why it makes none. */
typedef int32_t godwit_send_reason;
enum {
  /* <interface: send_reason> */
  /* --- Reasons of a request. As something to wait for, `deadline` alone: the oldest event's
     time. */
  GODWIT_SEND_DEADLINE = 0,
  GODWIT_SEND_IMMEDIATE = 1,
  GODWIT_SEND_FULL_BATCH = 2,
  /* The radio is awake for traffic of the application, or of ours. */
  GODWIT_SEND_RADIO_AWAKE = 3,
  GODWIT_SEND_FLUSH = 4,
  /* The application has left the foreground. */
  GODWIT_SEND_PARTING = 5,
  /* --- Reasons why no request is made. */
  GODWIT_SEND_NOTHING_QUEUED = 6,
  /* There is no consent, or the collector answered 410. */
  GODWIT_SEND_SWITCHED_OFF = 7,
  GODWIT_SEND_NO_NETWORK = 8,
  GODWIT_SEND_BACK_OFF = 9,
  /* Power is short, or the device roams, and nothing immediate is queued. */
  GODWIT_SEND_HELD_BACK = 10,
  GODWIT_SEND_IN_BACKGROUND = 11
  /* </interface> */
};

/* The handling of an event that violates its schema. */
typedef int32_t godwit_schema_mode;
enum {
  /* <interface: schema_mode> */
  /* godwit_track() declines a violating event: GODWIT_INVALID_ARGUMENT, with a JSON pointer
     and a sentence. */
  GODWIT_SCHEMA_ENFORCE = 0,
  /* A violating event is taken, marked and counted. */
  GODWIT_SCHEMA_REPORT = 1,
  /* Nothing is checked. */
  GODWIT_SCHEMA_OFF = 2
  /* </interface> */
};

/* The handling of an event whose name or version is not in the pack. */
typedef int32_t godwit_unknown_schema;
enum {
  /* <interface: unknown_schema> */
  GODWIT_UNKNOWN_SCHEMA_ACCEPT = 0,
  /* The event is taken, marked and counted. */
  GODWIT_UNKNOWN_SCHEMA_MARK = 1,
  GODWIT_UNKNOWN_SCHEMA_REFUSE = 2
  /* </interface> */
};

typedef int32_t godwit_network_kind;
enum {
  /* <interface: network_kind> */
  GODWIT_NETWORK_UNKNOWN = 0,
  /* Nothing is tried until there is another. */
  GODWIT_NETWORK_NONE = 1,
  GODWIT_NETWORK_UNMETERED = 2,
  GODWIT_NETWORK_METERED = 3,
  GODWIT_NETWORK_ROAMING = 4
  /* </interface> */
};

typedef int32_t godwit_app_state;
enum {
  /* <interface: app_state> */
  GODWIT_APP_FOREGROUND = 0,
  /* Nobody looks at the application: one request with queued events, and then no timer. */
  GODWIT_APP_BACKGROUND = 1,
  /* The application is about to end: one request with queued events, and then none. */
  GODWIT_APP_TERMINATING = 2
  /* </interface> */
};

/* The reasons for which requests are made; their numbers are below this one. */
/* <interface: request_reason_count> */
#define GODWIT_REQUEST_REASON_COUNT 6
/* </interface> */
