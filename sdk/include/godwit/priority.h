// The urgency of an event. The numbers are part of the C ABI and of the stored formats.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>

namespace godwit {

enum class Priority : std::uint8_t {
  // <interface: priority>
  // Sent as soon as the network and the collector allow.
  immediate = 0,
  // Sent within flush_interval.
  normal = 1,
  // Sent within deferred_interval; the first to be evicted.
  deferred = 2,
  // </interface>
};

inline constexpr std::uint32_t kPriorityCount = 3;

}  // namespace godwit

#endif  // GODWIT_CPP20
