/* The facts that an application reports about the device and itself, in C (godwit/device.h). They
   follow the conventions of godwit/godwit.h, which declares what takes them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "godwit/godwit_constants.h"

typedef struct godwit_power_state {
  size_t size;
  int32_t battery_percent; /* At most 100. Less than zero, the default: unknown, or no battery. */
  bool charging;
  bool saving; /* The system's battery saver is on. */
} godwit_power_state;

typedef struct godwit_network_state {
  size_t size;
  godwit_network_kind kind;
  bool saving_data; /* The user has asked for little traffic. */
} godwit_network_state;
