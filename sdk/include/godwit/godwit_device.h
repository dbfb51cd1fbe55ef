/* What a device and its application say of themselves, in C: the types of godwit/device.h. They
   follow the conventions of godwit/godwit.h, which declares what takes them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct godwit_power_state {
  size_t size;
  int32_t battery_percent; /* At most 100. Less than zero, the default: unknown, or no battery. */
  bool charging;
  bool saving; /* The system's battery saver is on. */
} godwit_power_state;

typedef int32_t godwit_network_kind;
enum {
  GODWIT_NETWORK_UNKNOWN = 0,
  GODWIT_NETWORK_NONE = 1, /* Nothing is tried until there is another. */
  GODWIT_NETWORK_UNMETERED = 2,
  GODWIT_NETWORK_METERED = 3,
  GODWIT_NETWORK_ROAMING = 4
};

typedef struct godwit_network_state {
  size_t size;
  godwit_network_kind kind;
  bool saving_data; /* The user has asked for little traffic. */
} godwit_network_state;

typedef int32_t godwit_app_state;
enum {
  GODWIT_APP_FOREGROUND = 0,
  GODWIT_APP_BACKGROUND = 1, /* One request with what is queued, and then no timer. */
  GODWIT_APP_TERMINATING = 2 /* One request with what is queued, and then none. */
};
