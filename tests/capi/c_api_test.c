/* The C interface, used as a C program uses it. Takes a scratch directory as its argument.
   Compiled as C11, and as C++20. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capi/support.h"

/* The ABI, on systems of 64 bits: members of these structures keep their places for good. */
#if UINTPTR_MAX == UINT64_MAX
#define KEEPS_PLACE(structure, member, place) \
  typedef char structure##_##member##_moved[offsetof(structure, member) == (place) ? 1 : -1]
KEEPS_PLACE(godwit_limits, queue_bytes_max, 24);
KEEPS_PLACE(godwit_limits, staging_bytes, 48);
KEEPS_PLACE(godwit_limits, drain_interval_ms, 72);
KEEPS_PLACE(godwit_limits, key_retry_delay_ms, 128);
KEEPS_PLACE(godwit_stats, dropped_queue_full, 56);
KEEPS_PLACE(godwit_stats, damaged_bytes, 120);
KEEPS_PLACE(godwit_stats, storage, 184);
KEEPS_PLACE(godwit_stats, waits_for, 248);
KEEPS_PLACE(godwit_stats, dropped_lost, 264);
#endif

static bool same(godwit_string string, const char* text) {
  return string.size == strlen(text) && memcmp(string.data, text, string.size) == 0;
}

static godwit_tracker* open_offline(void) {
  godwit_config config = offline_config();
  config.log = quiet;
  godwit_status status;
  godwit_tracker* tracker = godwit_open(&config, &status);
  if (tracker == NULL) {
    fprintf(stderr, "cannot open: %s\n", status.message);
    exit(1);
  }
  return tracker;
}

static void test_versions(void) {
  CHECK(godwit_abi_version() == GODWIT_ABI_VERSION);
  CHECK(strcmp(godwit_version(), GODWIT_VERSION) == 0);
}

static void test_names(void) {
  CHECK(strcmp(godwit_code_name(GODWIT_OK), "ok") == 0);
  CHECK(strcmp(godwit_code_name(GODWIT_INTERNAL), "internal") == 0);
  CHECK(strcmp(godwit_code_name(GODWIT_WAITING), "waiting") == 0);
  CHECK(strcmp(godwit_code_name(-1), "unknown") == 0);
  CHECK(strcmp(godwit_code_name(999), "unknown") == 0);
  CHECK(strcmp(godwit_drop_reason_name(GODWIT_DROP_CONSENT_DENIED), "consent_denied") == 0);
  CHECK(strcmp(godwit_drop_reason_name(GODWIT_DROP_LOST), "lost") == 0);
  CHECK(strcmp(godwit_drop_reason_name(999), "unknown") == 0);
  CHECK(strcmp(godwit_send_reason_name(GODWIT_SEND_IN_BACKGROUND), "in_background") == 0);
  CHECK(strcmp(godwit_send_reason_name(999), "unknown") == 0);
}

static void test_a_null_tracker_is_closed(void) {
  godwit_status status;
  godwit_receipt receipt;
  const godwit_property property = godwit_whole("a", 1);
  CHECK(godwit_track(NULL, godwit_str("a"), &property, 1, NULL, &receipt) == GODWIT_CLOSED);
  CHECK(receipt.status.code == GODWIT_CLOSED && receipt.sequence == 0);
  CHECK(godwit_track_json(NULL, godwit_str("a"), godwit_str("{}"), NULL, NULL) == GODWIT_CLOSED);
  CHECK(godwit_flush(NULL, 0, NULL) == GODWIT_CLOSED);
  CHECK(godwit_close(NULL, 0, &status) == GODWIT_CLOSED);
  CHECK(status.message[0] != '\0');
  CHECK(godwit_set_user(NULL, godwit_str("u"), NULL) == GODWIT_CLOSED);
  CHECK(godwit_set_super_property(NULL, &property, NULL) == GODWIT_CLOSED);
  CHECK(godwit_set_key(NULL, godwit_str("k"), NULL) == GODWIT_CLOSED);
  CHECK(godwit_set_consent(NULL, GODWIT_CONSENT_GRANTED, NULL) == GODWIT_CLOSED);
  CHECK(godwit_reset(NULL, NULL) == GODWIT_CLOSED);
  CHECK(godwit_set_power(NULL, NULL, NULL) == GODWIT_CLOSED);
  CHECK(godwit_set_network(NULL, NULL, NULL) == GODWIT_CLOSED);
  CHECK(godwit_set_app_state(NULL, GODWIT_APP_FOREGROUND, NULL) == GODWIT_CLOSED);
  CHECK(godwit_note_network_activity(NULL, NULL) == GODWIT_CLOSED);
  CHECK(godwit_storage(NULL, NULL) == GODWIT_CLOSED);
  godwit_stats stats;
  stats.size = sizeof stats;
  CHECK(godwit_get_stats(NULL, &stats) == GODWIT_CLOSED);
  godwit_free(NULL);
}

static void test_a_wrong_configuration_is_refused(void) {
  godwit_status status;
  CHECK(godwit_open(NULL, &status) == NULL);
  CHECK(status.code == GODWIT_INVALID_ARGUMENT);

  godwit_config config;
  memset(&config, 0, sizeof config); /* Not set up by godwit_config_init(). */
  CHECK(godwit_open(&config, &status) == NULL);
  CHECK(status.code == GODWIT_INVALID_ARGUMENT);

  config = offline_config();
  config.consent = 0; /* Not chosen. */
  CHECK(godwit_open(&config, &status) == NULL);
  CHECK(status.code == GODWIT_INVALID_ARGUMENT && strstr(status.message, "consent") != NULL);

  config = offline_config();
  config.durability = 7;
  CHECK(godwit_open(&config, &status) == NULL);
  CHECK(status.code == GODWIT_INVALID_ARGUMENT && strstr(status.message, "durability") != NULL);

  config = offline_config();
  CHECK(config.schema_mode == GODWIT_SCHEMA_ENFORCE);
  config.schema_pack = godwit_str("this is not what the compiler of schemas has written");
  CHECK(godwit_open(&config, &status) == NULL);
  CHECK(status.code == GODWIT_INVALID_ARGUMENT && strstr(status.message, "schema_pack") != NULL);

  config = offline_config();
  config.schema_mode = 3;
  CHECK(godwit_open(&config, &status) == NULL);
  CHECK(status.code == GODWIT_INVALID_ARGUMENT && strstr(status.message, "schema_mode") != NULL);

  config = offline_config();
  config.unknown_schema = -1;
  CHECK(godwit_open(&config, &status) == NULL);
  CHECK(status.code == GODWIT_INVALID_ARGUMENT && strstr(status.message, "unknown_schema") != NULL);

  config = offline_config();
  CHECK(config.system_signals == GODWIT_SYSTEM_SIGNALS_LISTEN);
  config.system_signals = 2;
  CHECK(godwit_open(&config, &status) == NULL);
  CHECK(status.code == GODWIT_INVALID_ARGUMENT && strstr(status.message, "system_signals") != NULL);

  config = offline_config();
  config.endpoint = godwit_str(NULL);
  CHECK(godwit_open(&config, NULL) == NULL);
}

/* As a program sees the configuration that was compiled with a later version of the header. */
typedef struct later_config {
  godwit_config known;
  int64_t unknown;
} later_config;

static void test_a_later_program_asks_only_for_what_there_is(void) {
  later_config config;
  memset(&config, 0xFF, sizeof config);
  godwit_config_init(&config.known, sizeof config);
  CHECK(config.known.size == sizeof config);
  CHECK(config.unknown == 0);
  config.known.endpoint = godwit_str("http://127.0.0.1:9");
  config.known.key = godwit_str("KEY");
  config.known.consent = GODWIT_CONSENT_GRANTED;
  godwit_tracker* tracker = godwit_open(&config.known, NULL);
  CHECK(tracker != NULL);
  godwit_free(tracker);

  godwit_status status;
  config.unknown = 1;
  CHECK(godwit_open(&config.known, &status) == NULL);
  CHECK(status.code == GODWIT_UNSUPPORTED);
}

static void test_an_earlier_program_gets_what_it_knows(void) {
  const size_t earlier = offsetof(godwit_stats, withheld);
  godwit_tracker* tracker = open_offline();
  godwit_track(tracker, godwit_str("a"), NULL, 0, NULL, NULL);
  godwit_stats stats;
  memset(&stats, 0xFF, sizeof stats);
  stats.size = earlier;
  CHECK(godwit_get_stats(tracker, &stats) == GODWIT_OK);
  CHECK(stats.size == earlier && stats.accepted == 1 && stats.declined == 0);
  CHECK(stats.withheld == UINT64_MAX); /* Untouched. */
  stats.size = 0;
  CHECK(godwit_get_stats(tracker, &stats) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_get_stats(tracker, NULL) == GODWIT_INVALID_ARGUMENT);
  godwit_free(tracker);
}

static void keep_properties(void* user_data, godwit_event_draft* draft) {
  char* kept = (char*)user_data;
  memcpy(kept, draft->properties.data, draft->properties.size);
  kept[draft->properties.size] = '\0';
  if (same(draft->name, "secret")) draft->withheld = true;
  if (same(draft->name, "shout")) draft->name = godwit_str("whisper");
}

static void test_properties_become_json(void) {
  char kept[1024] = "";
  godwit_config config = offline_config();
  config.before_send = keep_properties;
  config.user_data = kept;
  config.log = quiet;
  godwit_tracker* tracker = godwit_open(&config, NULL);
  CHECK(tracker != NULL);

  const godwit_property properties[] = {
      godwit_null("a"),       godwit_boolean("b", true),           godwit_whole("c", INT64_MIN),
      godwit_real("d", 0.5),  godwit_natural("e", UINT64_MAX),     godwit_text("f", "x\n"),
      godwit_text("g", NULL), godwit_json("h", "[1,{\"i\":null}]")};
  godwit_receipt receipt;
  CHECK(godwit_track(tracker, godwit_str("shout"), properties, 8, NULL, &receipt) == GODWIT_OK);
  CHECK(receipt.sequence == 1 && receipt.status.message[0] == '\0');
  CHECK(strcmp(kept,
               "{\"a\":null,\"b\":true,\"c\":-9223372036854775808,\"d\":0.5,"
               "\"e\":18446744073709551615,\"f\":\"x\\n\",\"g\":null,\"h\":[1,{\"i\":null}]}") ==
        0);

  /* The last property with a name counts. NULL is null, the empty name or the empty text. */
  godwit_property text = godwit_text("f", "x");
  text.value.text = godwit_str(NULL);
  const godwit_property again[] = {godwit_whole("a", 1),     godwit_json("h", NULL),
                                   godwit_whole(NULL, 2),    text,
                                   godwit_text("a", "last"), godwit_whole(NULL, 3)};
  CHECK(godwit_track(tracker, godwit_str("shout"), again, 6, NULL, NULL) == GODWIT_OK);
  CHECK(strcmp(kept, "{\"h\":null,\"f\":\"\",\"a\":\"last\",\"\":3}") == 0);

  CHECK(godwit_track(tracker, godwit_str("secret"), NULL, 0, NULL, &receipt) == GODWIT_WITHHELD);
  CHECK(receipt.sequence == 0);
  CHECK(strcmp(kept, "{}") == 0);
  godwit_free(tracker);
}

static void test_a_wrong_event_is_declined(void) {
  godwit_tracker* tracker = open_offline();
  const godwit_string name = godwit_str("a");
  godwit_receipt receipt;

  godwit_property property = godwit_json("raw", "[1,]");
  CHECK(godwit_track(tracker, name, &property, 1, NULL, &receipt) == GODWIT_INVALID_ARGUMENT);
  CHECK(strstr(receipt.status.message, "raw") != NULL && receipt.sequence == 0);
  property.type = 99;
  CHECK(godwit_track(tracker, name, &property, 1, NULL, &receipt) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_track(tracker, name, NULL, 1, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_track(tracker, godwit_str(""), NULL, 0, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_track_json(tracker, name, godwit_str("[]"), NULL, NULL) == GODWIT_INVALID_ARGUMENT);

  godwit_track_options options;
  godwit_track_options_init(&options, sizeof options);
  CHECK(options.priority == GODWIT_PRIORITY_NORMAL && !options.has_time);
  options.priority = 99;
  CHECK(godwit_track(tracker, name, NULL, 0, &options, NULL) == GODWIT_INVALID_ARGUMENT);
  options.priority = GODWIT_PRIORITY_DEFERRED;
  options.schema_model = 2; /* Without a pack it is only told. */
  options.has_time = true;
  options.time_ms = 1700000000000;
  CHECK(godwit_track(tracker, name, NULL, 0, &options, NULL) == GODWIT_OK);
  CHECK(godwit_set_consent(tracker, 99, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_set_super_property(tracker, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  godwit_free(tracker);
}

static void test_half_a_character_is_repaired_and_counted(void) {
  godwit_tracker* tracker = open_offline();
  const godwit_property city = godwit_text("city", "Z\xFCrich");
  CHECK(godwit_track(tracker, godwit_str("a"), &city, 1, NULL, NULL) == GODWIT_OK);
  CHECK(godwit_track(tracker, godwit_str("\xF0\x9F\x98"), NULL, 0, NULL, NULL) == GODWIT_OK);
  CHECK(godwit_track_json(tracker, godwit_str("a"), godwit_str("{\"a\":\"\\ud83d\"}"), NULL,
                          NULL) == GODWIT_OK);
  CHECK(godwit_set_user(tracker, godwit_str("\xC3"), NULL) == GODWIT_OK);
  CHECK(godwit_set_super_property(tracker, &city, NULL) == GODWIT_OK);
  godwit_stats stats;
  stats.size = sizeof stats;
  CHECK(godwit_get_stats(tracker, &stats) == GODWIT_OK);
  CHECK(stats.accepted == 3 && stats.repaired == 5);
  godwit_free(tracker);
}

/* The calls of a tracker's callbacks, on its own thread; read once the tracker is freed. */
struct heard {
  int reports;
  int lines;
  uint8_t stream[16];
  uint64_t first_sequence;
  char message[64];
  char line[64];
};

static void test_what_the_application_says_is_checked(void) {
  godwit_tracker* tracker = open_offline();
  godwit_power_state power;
  godwit_power_state_init(&power, sizeof power);
  CHECK(power.battery_percent == -1 && !power.charging && !power.saving);
  CHECK(godwit_set_power(tracker, &power, NULL) == GODWIT_OK);
  power.battery_percent = 100;
  CHECK(godwit_set_power(tracker, &power, NULL) == GODWIT_OK);
  power.battery_percent = 101;
  CHECK(godwit_set_power(tracker, &power, NULL) == GODWIT_INVALID_ARGUMENT);
  power.battery_percent = 256 + 5; /* Nor what would be 5 in eight bits. */
  CHECK(godwit_set_power(tracker, &power, NULL) == GODWIT_INVALID_ARGUMENT);
  power.battery_percent = -1000;
  CHECK(godwit_set_power(tracker, &power, NULL) == GODWIT_OK);
  power.size = 1;
  CHECK(godwit_set_power(tracker, &power, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_set_power(tracker, NULL, NULL) == GODWIT_OK);

  godwit_network_state network;
  godwit_network_state_init(&network, sizeof network);
  CHECK(network.kind == GODWIT_NETWORK_UNKNOWN && !network.saving_data);
  network.kind = GODWIT_NETWORK_ROAMING;
  CHECK(godwit_set_network(tracker, &network, NULL) == GODWIT_OK);
  network.kind = GODWIT_NETWORK_ROAMING + 1;
  godwit_status status;
  CHECK(godwit_set_network(tracker, &network, &status) == GODWIT_INVALID_ARGUMENT);
  CHECK(strstr(status.message, "kind") != NULL);
  CHECK(godwit_set_network(tracker, NULL, NULL) == GODWIT_OK);

  CHECK(godwit_set_app_state(tracker, GODWIT_APP_BACKGROUND, NULL) == GODWIT_OK);
  CHECK(godwit_set_app_state(tracker, GODWIT_APP_TERMINATING + 1, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_set_app_state(tracker, -1, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_note_network_activity(tracker, NULL) == GODWIT_OK);

  CHECK(godwit_close(tracker, 0, NULL) == GODWIT_OK);
  CHECK(godwit_set_power(tracker, NULL, NULL) == GODWIT_CLOSED);
  CHECK(godwit_set_network(tracker, &network, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_set_network(tracker, NULL, NULL) == GODWIT_CLOSED);
  CHECK(godwit_set_app_state(tracker, GODWIT_APP_FOREGROUND, NULL) == GODWIT_CLOSED);
  CHECK(godwit_note_network_activity(tracker, NULL) == GODWIT_CLOSED);
  godwit_free(tracker);
}

static void copy_text(char* to, size_t room, godwit_string text) {
  const size_t length = text.size < room - 1 ? text.size : room - 1;
  memcpy(to, text.data, length);
  to[length] = '\0';
}

static void hear_report(void* user_data, const godwit_delivery_report* report) {
  struct heard* heard = (struct heard*)user_data;
  ++heard->reports;
  memcpy(heard->stream, report->stream, sizeof heard->stream);
  heard->first_sequence = report->first_sequence;
  copy_text(heard->message, sizeof heard->message, report->message);
}

static void hear_line(void* user_data, godwit_log_level level, godwit_string message) {
  struct heard* heard = (struct heard*)user_data;
  if (level < GODWIT_LOG_WARNING || strstr(message.data, "delivery failed") == NULL) return;
  ++heard->lines;
  copy_text(heard->line, sizeof heard->line, message);
}

static void test_callbacks_hear_of_a_failed_delivery(void) {
  struct heard heard;
  memset(&heard, 0, sizeof heard);
  godwit_config config = offline_config();
  config.on_delivery = hear_report;
  config.log = hear_line;
  config.user_data = &heard;
  godwit_tracker* tracker = godwit_open(&config, NULL);
  CHECK(tracker != NULL);
  CHECK(godwit_track(tracker, godwit_str("a"), NULL, 0, NULL, NULL) == GODWIT_OK);
  godwit_status status;
  CHECK(godwit_flush(tracker, 2000, &status) == GODWIT_WAITING);
  CHECK(strstr(status.message, "next attempt in ") != NULL);
  CHECK(godwit_flush(tracker, INT64_MIN, NULL) == GODWIT_WAITING);
  CHECK(godwit_close(tracker, 2000, &status) == GODWIT_WAITING);
  CHECK(strstr(status.message, "1 event is lost") != NULL);
  godwit_stats stats;
  stats.size = sizeof stats;
  CHECK(godwit_get_stats(tracker, &stats) == GODWIT_OK);
  CHECK(stats.dropped_lost == 1 && stats.queued_events == 0);
  CHECK(stats.storage == GODWIT_STORAGE_UNAVAILABLE);
  godwit_free(tracker);
  CHECK(heard.reports >= 1 && heard.first_sequence == 1 && heard.message[0] != '\0');
  CHECK((heard.stream[6] & 0xF0) == 0x40); /* A UUID of version 4. */
  CHECK(heard.lines >= 1 && strncmp(heard.line, "delivery failed", 15) == 0);
}

static void test_strings_need_no_zero_at_the_end(void) {
  godwit_tracker* tracker = open_offline();
  const godwit_string name = {"abcdef", 3};
  const godwit_string properties = {"{}trailing", 2};
  CHECK(godwit_track_json(tracker, name, properties, NULL, NULL) == GODWIT_OK);
  godwit_free(tracker);
}

static void test_a_directory_keeps_what_was_accepted(const char* directory) {
  godwit_config config = offline_config();
  config.data_directory = godwit_str(directory);
  config.log = quiet;
  godwit_limits limits;
  godwit_limits_init(&limits, sizeof limits);
  CHECK(limits.batch_events_max == 500 && limits.retry_delay_min_ms == 8000);
  limits.staging_bytes = 1024 * 1024;
  config.limits = &limits;

  godwit_stats before;
  before.size = sizeof before;
  godwit_tracker* tracker = godwit_open(&config, NULL);
  CHECK(tracker != NULL);
  CHECK(godwit_storage(tracker, NULL) == GODWIT_OK);
  CHECK(godwit_set_user(tracker, godwit_str("u1"), NULL) == GODWIT_OK);
  const godwit_property super = godwit_text("channel", "beta");
  CHECK(godwit_set_super_property(tracker, &super, NULL) == GODWIT_OK);
  CHECK(godwit_set_key(tracker, godwit_str("KEY2"), NULL) == GODWIT_OK);
  CHECK(godwit_track(tracker, godwit_str("kept"), NULL, 0, NULL, NULL) == GODWIT_OK);
  CHECK(godwit_close(tracker, 0, NULL) == GODWIT_TIMED_OUT);
  CHECK(godwit_track(tracker, godwit_str("late"), NULL, 0, NULL, NULL) == GODWIT_CLOSED);
  CHECK(godwit_get_stats(tracker, &before) == GODWIT_OK);
  CHECK(before.accepted == 1 && before.queued_events == before.recovered + 1);
  godwit_free(tracker);

  godwit_stats after;
  after.size = sizeof after;
  tracker = godwit_open(&config, NULL);
  CHECK(tracker != NULL);
  CHECK(godwit_get_stats(tracker, &after) == GODWIT_OK);
  CHECK(after.recovered == before.queued_events);
  CHECK(godwit_reset(tracker, NULL) == GODWIT_OK);
  CHECK(godwit_get_stats(tracker, &after) == GODWIT_OK);
  CHECK(after.queued_events == 0 && after.dropped_purged == before.queued_events);
  CHECK(godwit_set_consent(tracker, GODWIT_CONSENT_DENIED, NULL) == GODWIT_OK);
  CHECK(godwit_track(tracker, godwit_str("no"), NULL, 0, NULL, NULL) == GODWIT_SWITCHED_OFF);
  CHECK(godwit_set_consent(tracker, GODWIT_CONSENT_GRANTED, NULL) == GODWIT_OK);
  godwit_free(tracker);
}

int main(int argc, char* argv[]) {
  if (argc != 2) {
    fputs("usage: c_api_test DIRECTORY\n", stderr);
    return 2;
  }
  test_versions();
  test_names();
  test_a_null_tracker_is_closed();
  test_a_wrong_configuration_is_refused();
  test_a_later_program_asks_only_for_what_there_is();
  test_an_earlier_program_gets_what_it_knows();
  test_properties_become_json();
  test_a_wrong_event_is_declined();
  test_half_a_character_is_repaired_and_counted();
  test_what_the_application_says_is_checked();
  test_strings_need_no_zero_at_the_end();
  test_callbacks_hear_of_a_failed_delivery();
  test_a_directory_keeps_what_was_accepted(argv[1]);
  if (failures != 0) fprintf(stderr, "%d claims do not hold\n", failures);
  return failures == 0 ? 0 : 1;
}
