/* Events that are checked by a pack of schemas, as a C program has it. Takes the pack as its
   argument: `godwit schema compile schemas`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capi/support.h"

static char pack_bytes[1 << 16];
static godwit_string pack = {pack_bytes, 0};

static void read_pack(const char* path) {
  FILE* const file = fopen(path, "rb");
  if (file != NULL) {
    pack.size = fread(pack_bytes, 1, sizeof pack_bytes, file);
    fclose(file);
  }
  if (pack.size == 0 || pack.size == sizeof pack_bytes) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
}

/* In memory, and without anybody who listens. */
static godwit_tracker* open_with(godwit_schema_mode mode, godwit_unknown_schema unknown) {
  godwit_config config = offline_config();
  config.schema_pack = pack;
  config.schema_mode = mode;
  config.unknown_schema = unknown;
  godwit_status status;
  godwit_tracker* const tracker = godwit_open(&config, &status);
  if (tracker == NULL) {
    fprintf(stderr, "cannot open: %s\n", status.message);
    exit(1);
  }
  return tracker;
}

static godwit_receipt track(godwit_tracker* tracker, const char* name, const char* properties,
                            uint32_t addition) {
  godwit_track_options options;
  godwit_track_options_init(&options, sizeof options);
  options.schema_model = 1;
  options.schema_addition = addition;
  godwit_receipt receipt;
  (void)godwit_track_json(tracker, godwit_str(name), godwit_str(properties), &options, &receipt);
  return receipt;
}

static godwit_stats stats_of(godwit_tracker* tracker) {
  godwit_stats stats;
  stats.size = sizeof stats;
  CHECK(godwit_get_stats(tracker, &stats) == GODWIT_OK);
  return stats;
}

static void test_enforce_declines_with_pointer_and_sentence(void) {
  godwit_tracker* const tracker = open_with(GODWIT_SCHEMA_ENFORCE, GODWIT_UNKNOWN_SCHEMA_ACCEPT);
  CHECK(track(tracker, "order", "{\"items\":3}", 0).sequence == 1);
  const godwit_receipt declined = track(tracker, "order", "{\"items\":0}", 0);
  CHECK(declined.status.code == GODWIT_INVALID_ARGUMENT && declined.sequence == 0);
  CHECK(strstr(declined.status.message, "/items") != NULL);
  CHECK(strstr(declined.status.message, "minimum") != NULL);
  CHECK(stats_of(tracker).accepted == 1 && stats_of(tracker).declined == 1);
  godwit_free(tracker);
}

static void test_each_version_has_its_own_verdict(void) {
  godwit_tracker* const tracker = open_with(GODWIT_SCHEMA_ENFORCE, GODWIT_UNKNOWN_SCHEMA_REFUSE);
  const char* const in_lower_case = "{\"items\":3,\"currency\":\"eur\"}";
  CHECK(track(tracker, "order", in_lower_case, 0).status.code == GODWIT_OK);
  CHECK(track(tracker, "order", in_lower_case, 1).status.code == GODWIT_INVALID_ARGUMENT);
  CHECK(track(tracker, "order", in_lower_case, 2).status.code == GODWIT_INVALID_ARGUMENT);
  CHECK(track(tracker, "unheard_of", "{}", 0).status.code == GODWIT_INVALID_ARGUMENT);
  /* Without a version, the highest. */
  const godwit_property currency = godwit_text("currency", "eur");
  CHECK(godwit_track(tracker, godwit_str("order"), &currency, 1, NULL, NULL) ==
        GODWIT_INVALID_ARGUMENT);
  godwit_free(tracker);
}

static void test_report_marks_and_off_does_not_look(void) {
  godwit_tracker* tracker = open_with(GODWIT_SCHEMA_REPORT, GODWIT_UNKNOWN_SCHEMA_MARK);
  CHECK(track(tracker, "order", "{}", 0).status.code == GODWIT_OK);
  CHECK(track(tracker, "unheard_of", "{}", 0).status.code == GODWIT_OK);
  CHECK(track(tracker, "order", "{\"items\":1}", 0).status.code == GODWIT_OK);
  CHECK(stats_of(tracker).accepted == 3 && stats_of(tracker).marked == 2);
  /* An event that is not taken is not counted as marked. */
  static char large[70000];
  memset(large, 'x', sizeof large);
  memcpy(large, "{\"note\":\"", 9);
  memcpy(large + sizeof large - 3, "\"}", 3);
  CHECK(track(tracker, "order", large, 0).status.code == GODWIT_TOO_LARGE);
  CHECK(stats_of(tracker).accepted == 3 && stats_of(tracker).marked == 2);
  godwit_free(tracker);
  tracker = open_with(GODWIT_SCHEMA_OFF, GODWIT_UNKNOWN_SCHEMA_REFUSE);
  CHECK(track(tracker, "order", "{}", 0).status.code == GODWIT_OK);
  CHECK(stats_of(tracker).accepted == 1 && stats_of(tracker).marked == 0);
  godwit_free(tracker);
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  read_pack(argv[1]);
  test_enforce_declines_with_pointer_and_sentence();
  test_each_version_has_its_own_verdict();
  test_report_marks_and_off_does_not_look();
  return failures == 0 ? 0 : 1;
}
