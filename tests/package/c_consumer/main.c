/* Uses what a C application links to. */
#include <godwit/godwit.h>
#include <stdio.h>

int main(void) {
  if (godwit_abi_version() != GODWIT_ABI_VERSION) return 1;
  godwit_config config;
  godwit_config_init(&config, sizeof config);
  config.endpoint = godwit_str("http://127.0.0.1:9");
  config.key = godwit_str("KEY");
  config.consent = GODWIT_CONSENT_GRANTED; /* And no data directory: memory only. */
  godwit_status status;
  godwit_tracker* const tracker = godwit_open(&config, &status);
  if (tracker == NULL) {
    fprintf(stderr, "%s: %s\n", godwit_code_name(status.code), status.message);
    return 1;
  }
  const godwit_property items = godwit_whole("items", 3);
  const godwit_code code = godwit_track(tracker, godwit_str("basket"), &items, 1, NULL, NULL);
  godwit_free(tracker);
  return code == GODWIT_OK ? 0 : 1;
}
