// Why a tracker makes a request, or what it waits for.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "godwit/export.h"

namespace godwit {

// The numbers are part of the C ABI.
enum class SendReason : std::uint8_t {
  // <interface: send_reason>
  // --- Reasons of a request. As something to wait for, `deadline` alone: the oldest event's
  // time.
  deadline = 0,
  immediate = 1,
  full_batch = 2,
  // The radio is awake for traffic of the application, or of ours.
  radio_awake = 3,
  flush = 4,
  // The application has left the foreground.
  parting = 5,
  // --- Reasons why no request is made.
  nothing_queued = 6,
  // There is no consent, or the collector answered 410.
  switched_off = 7,
  no_network = 8,
  back_off = 9,
  // Power is short, or the device roams, and nothing immediate is queued.
  held_back = 10,
  in_background = 11,
  // </interface>
};

// The reasons for which requests are made; their numbers are below this one.
// <interface: request_reason_count>
inline constexpr std::size_t kRequestReasonCount = 6;
// </interface>

// The reason's name, as in JSON.
[[nodiscard]] GODWIT_API std::string_view to_string(SendReason reason);

}  // namespace godwit

#endif  // GODWIT_CPP20
