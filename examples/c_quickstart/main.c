/* Takes three events and sees them delivered, from C.
     c_quickstart ENDPOINT KEY DATA_DIRECTORY */
#include <godwit/godwit.h>
#include <inttypes.h>
#include <stdio.h>

int main(int argc, char* argv[]) {
  if (argc != 4) {
    fputs("usage: c_quickstart ENDPOINT KEY DATA_DIRECTORY\n", stderr);
    return 2;
  }

  godwit_config config;
  godwit_config_init(&config, sizeof config);
  config.endpoint = godwit_str(argv[1]);
  config.key = godwit_str(argv[2]);
  config.consent = GODWIT_CONSENT_GRANTED; /* Your user's choice. */
  config.data_directory = godwit_str(argv[3]);
  config.app_name = godwit_str("quickstart");

  godwit_status status;
  godwit_tracker* tracker = godwit_open(&config, &status);
  if (tracker == NULL) {
    fprintf(stderr, "%s\n", status.message);
    return 1;
  }

  godwit_track(tracker, godwit_str("app_started"), NULL, 0, NULL, NULL);

  const godwit_property basket[] = {godwit_whole("items", 3), godwit_real("total", 59.9)};
  godwit_track(tracker, godwit_str("basket_changed"), basket, 2, NULL, NULL);

  godwit_track_options urgent;
  godwit_track_options_init(&urgent, sizeof urgent);
  urgent.priority = GODWIT_PRIORITY_IMMEDIATE;
  const godwit_property order[] = {godwit_text("currency", "EUR")};
  godwit_track(tracker, godwit_str("order_paid"), order, 1, &urgent, NULL);

  /* Optional: what is not delivered in time waits on disk for the next start. */
  const godwit_code closed = godwit_close(tracker, 5000, NULL);
  godwit_stats stats = {.size = sizeof stats};
  godwit_get_stats(tracker, &stats);
  printf("delivered %" PRIu64 ", still queued %" PRIu64 "\n", stats.delivered, stats.queued_events);
  godwit_free(tracker);
  return closed == GODWIT_OK ? 0 : 3;
}
