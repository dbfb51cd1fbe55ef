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
  // Why a request is made. As something to wait for, `deadline` alone: the oldest event's time.
  deadline = 0,
  immediate = 1,
  full_batch = 2,
  radio_awake = 3,  // It goes along with traffic of the application, or of ours.
  flush = 4,
  parting = 5,  // The application has left the foreground.
  // Why none is made.
  nothing_queued = 6,
  switched_off = 7,  // No consent, or 410.
  no_network = 8,
  back_off = 9,
  held_back = 10,  // Power is short, or the device roams, and nothing immediate is queued.
  in_background = 11,
};

// Of those for which requests are made.
inline constexpr std::size_t kRequestReasonCount = 6;

// The reason's name, as in JSON.
[[nodiscard]] GODWIT_API std::string_view to_string(SendReason reason);

}  // namespace godwit

#endif  // GODWIT_CPP20
