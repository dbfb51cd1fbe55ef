// What a device and its application say of themselves, for deciding when to send.
//
// Everything may be unknown, which is the default: then nothing is held back and nothing hurries.
#pragma once

#include <cstdint>

namespace godwit {

enum class NetworkKind : std::uint8_t {
  unknown,
  none,  // Nothing is tried until there is another.
  unmetered,
  metered,
  roaming,
};

struct DeviceConditions {
  NetworkKind network = NetworkKind::unknown;
  bool saving_data = false;   // The user has asked for little traffic.
  bool saving_power = false;  // The system's battery saver is on.
  bool charging = false;
  std::int8_t battery_percent = -1;  // Less than zero: unknown, or there is none.
};

}  // namespace godwit
