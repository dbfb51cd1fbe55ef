// The failures that an accepted event survives. The numbers are part of the C ABI.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>

namespace godwit {

enum class Durability : std::uint8_t {
  // <interface: durability>
  // Durability: an accepted event survives the death of the process at any instruction. A power
  // cut may cost the last seconds.
  process_safe = 0,
  // Durability: track() returns ok once a power cut cannot undo it. It returns
  // storage_unavailable for an event that is taken and not that safe: the write fails, or is not
  // made at once (consent is pending, a full queue makes room first), or cannot be waited for (in
  // a callback), or there is only memory. Costs one disk flush, shared by all threads that wait.
  power_safe = 1,
  // </interface>
};

}  // namespace godwit

#endif  // GODWIT_CPP20
