/* Why a tracker makes a request, or what it waits for, in C: godwit/send_reason.h. */
#pragma once

#include <stdint.h>

typedef int32_t godwit_send_reason;
enum {
  /* Why a request is made. As something to wait for, DEADLINE alone: the oldest event's time. */
  GODWIT_SEND_DEADLINE = 0,
  GODWIT_SEND_IMMEDIATE = 1,
  GODWIT_SEND_FULL_BATCH = 2,
  GODWIT_SEND_RADIO_AWAKE = 3, /* It goes along with traffic of the application, or of ours. */
  GODWIT_SEND_FLUSH = 4,
  GODWIT_SEND_PARTING = 5, /* The application has left the foreground. */
  /* Why none is made. */
  GODWIT_SEND_NOTHING_QUEUED = 6,
  GODWIT_SEND_SWITCHED_OFF = 7, /* No consent, or 410. */
  GODWIT_SEND_NO_NETWORK = 8,
  GODWIT_SEND_BACK_OFF = 9,
  GODWIT_SEND_HELD_BACK = 10, /* Power is short, or the device roams; nothing immediate is there. */
  GODWIT_SEND_IN_BACKGROUND = 11
};

/* Of those for which requests are made. */
#define GODWIT_REQUEST_REASON_COUNT 6
