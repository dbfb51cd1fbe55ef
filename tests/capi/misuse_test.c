/* Mistakes of a C program: numbers that are no constant, sizes that are no size, NULL with a
   length. Each is refused by name, and nothing has changed. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capi/support.h"

static const godwit_string kNowhere = {NULL, 5};

static bool refuses(const godwit_config* config, const char* field) {
  godwit_status status;
  godwit_tracker* tracker = godwit_open(config, &status);
  const bool named = strncmp(status.message, field, strlen(field)) == 0;
  if (!named) fprintf(stderr, "expected %s, but: %s\n", field, status.message);
  godwit_free(tracker);
  return tracker == NULL && status.code == GODWIT_INVALID_ARGUMENT && named;
}

/* None of any enumeration's constants, also where only eight bits of it are looked at. */
static const int32_t kNoConstant[] = {-1, INT32_MIN, INT32_MAX, 99, 256, 257, 258, 259};
enum { kNoConstants = sizeof kNoConstant / sizeof kNoConstant[0] };

static void test_numbers_that_are_no_constant(void) {
  godwit_tracker* tracker = NULL;
  godwit_config config = offline_config();
  tracker = godwit_open(&config, NULL);
  CHECK(godwit_track(tracker, godwit_str("kept"), NULL, 0, NULL, NULL) == GODWIT_OK);
  for (int i = 0; i < kNoConstants; ++i) {
    const int32_t number = kNoConstant[i];
    config = offline_config();
    config.consent = number;
    CHECK(refuses(&config, "consent:"));
    config = offline_config();
    config.durability = number;
    CHECK(refuses(&config, "durability:"));
    config = offline_config();
    config.schema_mode = number;
    CHECK(refuses(&config, "schema_mode:"));
    config = offline_config();
    config.unknown_schema = number;
    CHECK(refuses(&config, "unknown_schema:"));
    config = offline_config();
    config.system_signals = number;
    CHECK(refuses(&config, "system_signals:"));

    godwit_track_options options;
    godwit_track_options_init(&options, sizeof options);
    options.priority = number;
    CHECK(godwit_track(tracker, godwit_str("e"), NULL, 0, &options, NULL) ==
          GODWIT_INVALID_ARGUMENT);
    godwit_property property = godwit_whole("a", 1);
    property.type = number;
    CHECK(godwit_track(tracker, godwit_str("e"), &property, 1, NULL, NULL) ==
          GODWIT_INVALID_ARGUMENT);
    CHECK(godwit_set_super_property(tracker, &property, NULL) == GODWIT_INVALID_ARGUMENT);
    godwit_network_state network;
    godwit_network_state_init(&network, sizeof network);
    network.kind = number;
    CHECK(godwit_set_network(tracker, &network, NULL) == GODWIT_INVALID_ARGUMENT);
    CHECK(godwit_set_app_state(tracker, number, NULL) == GODWIT_INVALID_ARGUMENT);
    CHECK(godwit_set_consent(tracker, number, NULL) == GODWIT_INVALID_ARGUMENT);
    CHECK(strcmp(godwit_code_name(number), "unknown") == 0);
  }
  CHECK(godwit_set_consent(tracker, 0, NULL) == GODWIT_INVALID_ARGUMENT);
  godwit_receipt receipt;
  CHECK(godwit_track(tracker, godwit_str("taken"), NULL, 0, NULL, &receipt) == GODWIT_OK);
  CHECK(receipt.sequence == 2);
  godwit_stats stats;
  stats.size = sizeof stats;
  CHECK(godwit_get_stats(tracker, &stats) == GODWIT_OK);
  CHECK(stats.accepted == 2 && stats.dropped_consent_denied == 0);
  godwit_free(tracker);
}

static void hand_back(void* user_data, godwit_event_draft* draft) {
  switch (*(const int*)user_data) {
    case 0:
      draft->priority = 3;
      break;
    case 1:
      draft->priority = -1;
      break;
    case 2:
      draft->priority = 256; /* Zero, in eight bits. */
      break;
    case 3:
      draft->properties = kNowhere;
      break;
    case 4:
      draft->name = kNowhere;
      break;
    default:
      draft->priority = GODWIT_PRIORITY_DEFERRED;
  }
}

static void test_what_a_hook_hands_back(void) {
  int what = 0;
  godwit_config config = offline_config();
  config.before_send = hand_back;
  config.user_data = &what;
  godwit_tracker* tracker = godwit_open(&config, NULL);
  CHECK(tracker != NULL);
  for (; what < 5; ++what) {
    CHECK(godwit_track(tracker, godwit_str("e"), NULL, 0, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  }
  CHECK(godwit_track(tracker, godwit_str("e"), NULL, 0, NULL, NULL) == GODWIT_OK);
  godwit_free(tracker);
}

static void test_sizes_that_are_no_size(void) {
  /* sizeof of a pointer, none, and what memory that was never set holds. */
  const size_t sizes[] = {sizeof(void*), 0, 1, (size_t)-1, (size_t)1 << 40};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
    godwit_config config = offline_config();
    godwit_config_init(&config, sizes[i]);
    CHECK(refuses(&config, "config: it was not set up"));
    config = offline_config();
    godwit_limits limits;
    godwit_limits_init(&limits, sizes[i]);
    config.limits = &limits;
    CHECK(refuses(&config, "limits: it was not set up"));
  }
  godwit_config_init(NULL, sizeof(godwit_config));
  godwit_limits_init(NULL, 0);
  godwit_config config = offline_config();
  godwit_tracker* tracker = godwit_open(&config, NULL);
  godwit_track_options options;
  godwit_track_options_init(&options, 0);
  godwit_receipt receipt;
  CHECK(godwit_track(tracker, godwit_str("e"), NULL, 0, &options, &receipt) ==
        GODWIT_INVALID_ARGUMENT);
  CHECK(strstr(receipt.status.message, "options: it was not set up") != NULL);
  CHECK(receipt.sequence == 0);
  godwit_stats stats;
  stats.size = sizeof(void*);
  CHECK(godwit_get_stats(tracker, &stats) == GODWIT_INVALID_ARGUMENT);
  godwit_free(tracker);
}

static void test_null_with_a_length(void) {
  const char* const fields[] = {"endpoint",    "key",         "data_directory",    "app_name",
                                "app_version", "user_id",     "ca_file",           "proxy",
                                "proxy_auth",  "schema_pack", "power_supply_root", "routes_root",
                                "bus_address"};
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; ++i) {
    godwit_config config = offline_config();
    godwit_string* const strings[] = {
        &config.endpoint,    &config.key,         &config.data_directory,    &config.app_name,
        &config.app_version, &config.user_id,     &config.ca_file,           &config.proxy,
        &config.proxy_auth,  &config.schema_pack, &config.power_supply_root, &config.routes_root,
        &config.bus_address};
    *strings[i] = kNowhere;
    CHECK(refuses(&config, fields[i]));
  }
  godwit_config config = offline_config();
  godwit_tracker* tracker = godwit_open(&config, NULL);
  const godwit_string name = godwit_str("e");
  godwit_status status;
  CHECK(godwit_set_user(tracker, kNowhere, &status) == GODWIT_INVALID_ARGUMENT);
  CHECK(strstr(status.message, "NULL") != NULL);
  CHECK(godwit_set_key(tracker, kNowhere, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_track(tracker, kNowhere, NULL, 0, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_track_json(tracker, name, kNowhere, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_track_json(tracker, kNowhere, godwit_str("{}"), NULL, NULL) ==
        GODWIT_INVALID_ARGUMENT);
  godwit_property property = godwit_text("a", "b");
  property.value.text = kNowhere;
  CHECK(godwit_track(tracker, name, &property, 1, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_set_super_property(tracker, &property, NULL) == GODWIT_INVALID_ARGUMENT);
  property = godwit_whole("a", 1);
  property.name = kNowhere;
  CHECK(godwit_track(tracker, name, &property, 1, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  const godwit_string endless = {"a", SIZE_MAX};
  CHECK(godwit_set_user(tracker, endless, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(godwit_track_json(tracker, name, godwit_str(NULL), NULL, NULL) == GODWIT_OK);
  godwit_free(tracker);
}

static uint64_t declined_by(const godwit_tracker* tracker) {
  godwit_stats stats;
  stats.size = sizeof stats;
  CHECK(godwit_get_stats(tracker, &stats) == GODWIT_OK);
  return stats.declined;
}

/* One of each kind, which never comes as far as the recorder. */
static void test_each_declined_event_is_counted(void) {
  godwit_config config = offline_config();
  godwit_tracker* tracker = godwit_open(&config, NULL);
  const godwit_string name = godwit_str("e");
  godwit_track_options options;
  godwit_track_options_init(&options, sizeof options);
  options.priority = 7;
  CHECK(godwit_track(tracker, name, NULL, 0, &options, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 1);
  CHECK(godwit_track_json(tracker, name, godwit_str("{}"), &options, NULL) ==
        GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 2);
  options.size = 2;
  CHECK(godwit_track(tracker, name, NULL, 0, &options, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 3);
  godwit_property property = godwit_real("a", NAN);
  CHECK(godwit_track(tracker, name, &property, 1, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 4);
  property.type = 99;
  CHECK(godwit_track(tracker, name, &property, 1, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 5);
  property = godwit_json("a", "[1,");
  CHECK(godwit_track(tracker, name, &property, 1, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 6);
  CHECK(godwit_track(tracker, name, NULL, 3, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 7);
  CHECK(godwit_track(tracker, kNowhere, NULL, 0, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 8);
  CHECK(godwit_track_json(tracker, name, kNowhere, NULL, NULL) == GODWIT_INVALID_ARGUMENT);
  CHECK(declined_by(tracker) == 9);
  godwit_free(tracker);
}

static void test_deadlines_of_any_number(void) {
  godwit_config config = offline_config();
  godwit_tracker* tracker = godwit_open(&config, NULL);
  CHECK(godwit_flush(tracker, INT64_MAX, NULL) == GODWIT_OK); /* Nothing is queued. */
  CHECK(godwit_flush(tracker, GODWIT_NEVER, NULL) == GODWIT_OK);
  CHECK(godwit_close(tracker, INT64_MIN, NULL) == GODWIT_OK);
  godwit_free(tracker);
}

int main(void) {
  test_numbers_that_are_no_constant();
  test_what_a_hook_hands_back();
  test_sizes_that_are_no_size();
  test_null_with_a_length();
  test_each_declined_event_is_counted();
  test_deadlines_of_any_number();
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
