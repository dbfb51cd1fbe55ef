/* Shared by the tests of the C interface: checks that are counted, and a tracker's configuration
   that reaches nobody. */
#pragma once

#include <godwit/godwit.h>
#include <stdio.h>
#include <string.h>

static int failures = 0;

#define CHECK(claim) check((claim), #claim, __FILE__, __LINE__)

static inline void check(bool holds, const char* claim, const char* file, int line) {
  if (holds) return;
  fprintf(stderr, "%s:%d: not so: %s\n", file, line, claim);
  ++failures;
}

static inline void quiet(void* user_data, godwit_log_level level, godwit_string message) {
  (void)user_data;
  (void)level;
  (void)message;
}

/* Keeps everything in memory: nothing listens on port 9. */
static inline godwit_config offline_config(void) {
  godwit_config config;
  godwit_config_init(&config, sizeof config);
  config.endpoint = godwit_str("http://127.0.0.1:9");
  config.key = godwit_str("KEY");
  config.consent = GODWIT_CONSENT_GRANTED;
  config.log = quiet;
  return config;
}
