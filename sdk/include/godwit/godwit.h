/* Godwit's C interface: takes events, keeps them safe on the device, delivers each to the collector
   exactly once. The C++ interface, godwit/tracker.h, says more about each call.

     godwit_config config;
     godwit_config_init(&config, sizeof config);
     config.endpoint = godwit_str("https://collector.example");
     config.key = godwit_str("KEY");
     config.consent = GODWIT_CONSENT_GRANTED;
     config.data_directory = godwit_str(path);
     godwit_tracker* tracker = godwit_open(&config, NULL);

     godwit_property basket[] = {godwit_whole("items", 3), godwit_real("total", 59.9)};
     godwit_track(tracker, godwit_str("basket_changed"), basket, 2, NULL, NULL);

     godwit_close(tracker, 5000, NULL);
     godwit_free(tracker);

   Conventions
   - Strings are UTF-8, a pointer and a length; they need no zero at the end and may not be kept by
     the other side: what a call is given is copied before it returns, and what a callback is given
     is valid until the callback returns. {NULL, 0} is the empty string; a call with NULL and
     another size fails.
   - In names, properties and users, U+FFFD takes the place of bytes that are not UTF-8, such as
     half a character of a text that was cut. The call is carried out, and counted in
     godwit_stats.repaired.
   - Enumerations are int32_t with named constants, so that they have one size everywhere. A number
     that is not among the constants is refused as GODWIT_INVALID_ARGUMENT. The constants' values
     never change; new ones may be added.
   - A structure that may grow begins with `size`: sizeof of it in the program that calls. Its _init
     function sets it and every default. A program and a library of different ages work together: a
     member that one side does not know has its default, and one that is set but unknown to the
     library is refused as GODWIT_UNSUPPORTED. Structures without `size` never change.
   - A call that can fail returns its code, and writes a sentence to `status` or `receipt`, which
     may be NULL.
   - Threads: every function may be called from any thread at any time, but godwit_free() only when
     no other call is running. Callbacks say which thread they run on.
   - A NULL tracker is a closed one: calls answer GODWIT_CLOSED and do nothing.
   - Nothing throws, and a callback must not throw or longjmp through the library. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "godwit/export.h"
#include "godwit/godwit_constants.h"
#include "godwit/godwit_device.h"
#include "godwit/godwit_limits.h"
#include "godwit/godwit_stats.h"
#include "godwit/version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Versions -----------------------------------------------------------------------------------
   A change that old programs would notice raises the number. Compare it with godwit_abi_version(),
   which is that of the library found at run time. */
#define GODWIT_ABI_VERSION 1

GODWIT_API uint32_t godwit_abi_version(void);
/* The library's version, such as "0.1.0". Lifetime: static. */
GODWIT_API const char* godwit_version(void);

/* ---- Strings --------------------------------------------------------------------------------- */

typedef struct godwit_string {
  const char* data;
  size_t size;
} godwit_string;

/* The string in a zero-terminated text; NULL gives the empty string. */
static inline godwit_string godwit_str(const char* text) {
  godwit_string string;
  string.data = text;
  string.size = text == NULL ? 0 : strlen(text);
  return string;
}

/* ---- The result of a call -------------------------------------------------------------------- */

typedef struct godwit_status {
  godwit_code code;
  char message[240]; /* A sentence, zero-terminated; empty where there is nothing to say. */
} godwit_status;

/* The code's name, such as "queue_full". Lifetime: static. */
GODWIT_API const char* godwit_code_name(godwit_code code);

/* ---- Configuration --------------------------------------------------------------------------- */

/* Whether the tracker listens to what the system says of power and network. */
typedef int32_t godwit_system_signals;
enum { GODWIT_SYSTEM_SIGNALS_LISTEN = 0, GODWIT_SYSTEM_SIGNALS_IGNORE = 1 };

/* The reason's name, such as "expired" or "deadline". Lifetime: static. */
GODWIT_API const char* godwit_drop_reason_name(godwit_drop_reason reason);
GODWIT_API const char* godwit_send_reason_name(godwit_send_reason reason);

/* An event on its way into the queue. What the hook puts here must live until godwit_track()
   returns. */
typedef struct godwit_event_draft {
  size_t size; /* Set by the library: that of its own structure. */
  godwit_string name;
  godwit_string properties; /* A JSON object; checked again after the hook. */
  godwit_priority priority;
  bool withheld; /* Set to true, the event is not taken. */
} godwit_event_draft;

/* The outcome for `count` events of one stream with sequence numbers in [first, last]. Other events
   may lie between them. */
typedef struct godwit_delivery_report {
  size_t size; /* Set by the library: that of its own structure. */
  godwit_delivery_outcome outcome;
  godwit_drop_reason reason; /* Only where dropped. */
  uint8_t stream[16];        /* The stream's id, the bytes of a UUID. */
  uint64_t first_sequence;
  uint64_t last_sequence;
  uint32_t count;
  godwit_string code;    /* The collector's, where it refused. */
  godwit_string pointer; /* Into the event (RFC 6901), where it refused. */
  godwit_string message;
} godwit_delivery_report;

typedef struct godwit_config {
  size_t size;
  /* Required. */
  godwit_string endpoint; /* Such as "https://collector.example". */
  godwit_string key;      /* The write key. */
  godwit_consent consent; /* A later godwit_set_consent() wins over it. */

  godwit_durability durability;
  godwit_string data_directory; /* Made if missing. Empty: events are kept in memory only. */
  godwit_string app_name;
  godwit_string app_version;
  godwit_string user_id;

  const godwit_limits* limits; /* NULL: the defaults. */

  /* The network. */
  int64_t connect_timeout_ms; /* 1 to 86,400,000: a day. */
  int64_t total_timeout_ms;   /* The same. */
  godwit_string ca_file;      /* PEM; empty: the system's certificates. */
  godwit_string proxy;        /* Such as "http://proxy:3128"; empty: the environment's. */
  godwit_string proxy_auth;   /* "user:password". */
  int32_t gzip_level;         /* 1 (fast) to 9 (small); 0: no compression. */
  bool allow_plain_http;      /* Also to a host that is not loopback. */

  bool automatic_context; /* Adds operating system, locale and time zone to all events. */

  /* Called by godwit_track() on its caller's thread before the event is encoded; may change or
     withhold it. May call the tracker, which declines to track or to wait meanwhile
     (GODWIT_INVALID_ARGUMENT). */
  void (*before_send)(void* user_data, godwit_event_draft* draft);
  /* Called on the tracker's own thread when events were delivered, will be tried again, or were
     dropped, once godwit_get_stats() counts that. Must not block. May call the tracker: set_key,
     set_consent, reset, flush and close answer GODWIT_INVALID_ARGUMENT. Must not call
     godwit_free(). */
  void (*on_delivery)(void* user_data, const godwit_delivery_report* report);
  /* Called on any thread; may call the tracker as on_delivery may. NULL: warnings and errors go to
     standard error. */
  void (*log)(void* user_data, godwit_log_level level, godwit_string message);
  /* Handed to the three callbacks. Must live until godwit_free() returns. */
  void* user_data;

  godwit_string schema_pack; /* A pack of `godwit schema compile`. Empty: nothing is checked. */
  godwit_schema_mode schema_mode;
  godwit_unknown_schema unknown_schema;

  /* docs/platforms.md says what is heard where. Empty: where the system has it. */
  godwit_system_signals system_signals;
  godwit_string power_supply_root; /* Such as "/sys/class/power_supply". */
  godwit_string routes_root;       /* Such as "/proc/net". */
  godwit_string bus_address;       /* The D-Bus address. */
} godwit_config;

/* `size` is sizeof *limits, sizeof *config; godwit_open() refuses what another has set up. */
GODWIT_API void godwit_limits_init(godwit_limits* limits, size_t size);
GODWIT_API void godwit_config_init(godwit_config* config, size_t size);

/* ---- The tracker ----------------------------------------------------------------------------- */

typedef struct godwit_tracker godwit_tracker;

/* Returns NULL on failure.
   Errors: INVALID_ARGUMENT, UNSUPPORTED, IN_USE. A directory that cannot be used is no error: the
   tracker then runs in memory, and godwit_storage() says so. */
GODWIT_API godwit_tracker* godwit_open(const godwit_config* config, godwit_status* status);

/* godwit_flush(), unless the deadline is 0, but without waiting for a network; then closes: all
   calls but godwit_get_stats() and godwit_free() answer CLOSED. Errors: as godwit_flush(). */
GODWIT_API godwit_code godwit_close(godwit_tracker* tracker, int64_t deadline_ms,
                                    godwit_status* status);

/* Closes, without waiting for the network, if that was not done, and frees. NULL does nothing. */
GODWIT_API void godwit_free(godwit_tracker* tracker);

/* ---- Events ---------------------------------------------------------------------------------- */

typedef int32_t godwit_type;
enum {
  GODWIT_TYPE_NULL = 0,
  GODWIT_TYPE_BOOLEAN = 1,
  GODWIT_TYPE_WHOLE = 2,
  GODWIT_TYPE_NATURAL = 3,
  GODWIT_TYPE_REAL = 4,
  GODWIT_TYPE_TEXT = 5,
  GODWIT_TYPE_JSON = 6 /* JSON text: an object, an array, any value. It is checked. */
};

typedef struct godwit_property {
  godwit_string name;
  godwit_type type;
  union {
    bool boolean;
    int64_t whole;
    uint64_t natural;
    double real;
    godwit_string text; /* For TEXT and JSON. */
  } value;
} godwit_property;

typedef struct godwit_track_options {
  size_t size;
  godwit_priority priority;
  bool has_time;
  int64_t time_ms; /* When it happened, if not now: 0 to 2^53 ms since 1970-01-01 UTC. */
  /* The version of its schema that the event follows; 0-0-0: the highest of the pack. */
  uint32_t schema_model;
  uint32_t schema_revision;
  uint32_t schema_addition;
} godwit_track_options;

GODWIT_API void godwit_track_options_init(godwit_track_options* options, size_t size);

typedef struct godwit_receipt {
  godwit_status status;
  uint64_t sequence; /* The event's number; 0 where it was not taken. */
} godwit_receipt;

/* Takes one event. Encodes and copies; no I/O. `options` may be NULL. Of properties with one name
   the last counts.
   Durability: as the configuration says, once it has answered GODWIT_OK.
   Errors: INVALID_ARGUMENT, TOO_LARGE, QUEUE_FULL (also where a reset or a denial came while the
   event was being taken), WITHHELD, SWITCHED_OFF, CLOSED; with POWER_SAFE also STORAGE_UNAVAILABLE
   (taken, but not yet safe from a power cut). */
GODWIT_API godwit_code godwit_track(godwit_tracker* tracker, godwit_string name,
                                    const godwit_property* properties, size_t property_count,
                                    const godwit_track_options* options, godwit_receipt* receipt);
/* The same with the text of a JSON object, which is checked. */
GODWIT_API godwit_code godwit_track_json(godwit_tracker* tracker, godwit_string name,
                                         godwit_string properties,
                                         const godwit_track_options* options,
                                         godwit_receipt* receipt);

/* Sends what is queued now. Waits for a request under way, a back-off that ends before the
   deadline, and a network. Errors: WAITING (nothing can be sent; it says why, until when, and what
   to do), TIMED_OUT, SWITCHED_OFF, INVALID_ARGUMENT (in a callback), CLOSED. */
GODWIT_API godwit_code godwit_flush(godwit_tracker* tracker, int64_t deadline_ms,
                                    godwit_status* status);

/* ---- Values that all events share; each holds from now on ------------------------------------ */

/* Empty: nobody. Errors: TOO_LARGE, SWITCHED_OFF, CLOSED, QUEUE_FULL (a reset came meanwhile; call
   again). */
GODWIT_API godwit_code godwit_set_user(godwit_tracker* tracker, godwit_string user_id,
                                       godwit_status* status);
/* A property of GODWIT_TYPE_NULL removes the one of its name.
   Errors: as godwit_set_user(); INVALID_ARGUMENT. */
GODWIT_API godwit_code godwit_set_super_property(godwit_tracker* tracker,
                                                 const godwit_property* property,
                                                 godwit_status* status);
/* Used from the next request on; ends the wait after 401 or 403. */
GODWIT_API godwit_code godwit_set_key(godwit_tracker* tracker, godwit_string key,
                                      godwit_status* status);
/* Is remembered. Errors: STORAGE_UNAVAILABLE (it holds, but cannot be remembered), CLOSED. */
GODWIT_API godwit_code godwit_set_consent(godwit_tracker* tracker, godwit_consent consent,
                                          godwit_status* status);
/* Forgets who this is: queued events are erased; installation, session and user start anew. */
GODWIT_API godwit_code godwit_reset(godwit_tracker* tracker, godwit_status* status);

/* ---- What the application says of the device and of itself --------------------------------------
   It decides when events are sent. The word on power, and on the network, wins over the system's
   until it is NULL: as the system says. None of these calls waits.
   Errors: INVALID_ARGUMENT, CLOSED. */

/* `size` is sizeof *power, sizeof *network. */
GODWIT_API void godwit_power_state_init(godwit_power_state* power, size_t size);
GODWIT_API void godwit_network_state_init(godwit_network_state* network, size_t size);

GODWIT_API godwit_code godwit_set_power(godwit_tracker* tracker, const godwit_power_state* power,
                                        godwit_status* status);
GODWIT_API godwit_code godwit_set_network(godwit_tracker* tracker,
                                          const godwit_network_state* network,
                                          godwit_status* status);
/* Before it is said: FOREGROUND. */
GODWIT_API godwit_code godwit_set_app_state(godwit_tracker* tracker, godwit_app_state state,
                                            godwit_status* status);
/* The application uses the network just now, so that the radio is awake: what is queued may go
   along. */
GODWIT_API godwit_code godwit_note_network_activity(godwit_tracker* tracker, godwit_status* status);

/* ---- State ----------------------------------------------------------------------------------- */

/* Fills the first stats->size bytes, and zeroes what this library does not know.
   Errors: INVALID_ARGUMENT where `size` was not set, CLOSED for a NULL tracker. */
GODWIT_API godwit_code godwit_get_stats(const godwit_tracker* tracker, godwit_stats* stats);

/* OK, STORAGE_UNAVAILABLE or STORAGE_CORRUPT, with a sentence that says what happened to what. */
GODWIT_API godwit_code godwit_storage(const godwit_tracker* tracker, godwit_status* status);

/* ---- Properties in one line; a name that is NULL is the empty one ---------------------------- */

static inline godwit_property godwit_null(const char* name) {
  godwit_property property;
  memset(&property, 0, sizeof property);
  property.name = godwit_str(name);
  return property;
}

static inline godwit_property godwit_boolean(const char* name, bool boolean) {
  godwit_property property = godwit_null(name);
  property.type = GODWIT_TYPE_BOOLEAN;
  property.value.boolean = boolean;
  return property;
}

static inline godwit_property godwit_whole(const char* name, int64_t whole) {
  godwit_property property = godwit_null(name);
  property.type = GODWIT_TYPE_WHOLE;
  property.value.whole = whole;
  return property;
}

static inline godwit_property godwit_natural(const char* name, uint64_t natural) {
  godwit_property property = godwit_null(name);
  property.type = GODWIT_TYPE_NATURAL;
  property.value.natural = natural;
  return property;
}

static inline godwit_property godwit_real(const char* name, double real) {
  godwit_property property = godwit_null(name);
  property.type = GODWIT_TYPE_REAL;
  property.value.real = real;
  return property;
}

/* NULL gives null. */
static inline godwit_property godwit_text(const char* name, const char* text) {
  godwit_property property = godwit_null(name);
  property.type = text == NULL ? GODWIT_TYPE_NULL : GODWIT_TYPE_TEXT;
  property.value.text = godwit_str(text);
  return property;
}

/* NULL gives null. */
static inline godwit_property godwit_json(const char* name, const char* json) {
  godwit_property property = godwit_null(name);
  property.type = json == NULL ? GODWIT_TYPE_NULL : GODWIT_TYPE_JSON;
  property.value.text = godwit_str(json);
  return property;
}

#ifdef __cplusplus
}
#endif
