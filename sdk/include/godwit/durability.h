// What an accepted event survives. The numbers are part of the C ABI.
#pragma once

#include <cstdint>

namespace godwit {

enum class Durability : std::uint8_t {
  // Durability: what track() accepted survives the death of the process at any instruction. A power
  // cut may cost the last seconds.
  process_safe = 0,
  // Durability: track() returns once a power cut cannot undo it, or with storage_unavailable if the
  // write fails, or if consent is pending, when nothing is written. Costs one disk flush, shared by
  // all threads that wait.
  power_safe = 1,
};

}  // namespace godwit
