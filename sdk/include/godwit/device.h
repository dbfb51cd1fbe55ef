// What a device and its application say of themselves, for deciding when to send.
//
// Everything may be unknown, which is the default: then nothing is held back and nothing hurries.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>

namespace godwit {

enum class NetworkKind : std::uint8_t {
  unknown,
  none,  // Nothing is tried until there is another.
  unmetered,
  metered,
  roaming,
};

struct NetworkState {
  NetworkKind kind = NetworkKind::unknown;
  bool saving_data = false;  // The user has asked for little traffic.
  bool operator==(const NetworkState&) const = default;
};

struct PowerState {
  std::int8_t battery_percent = -1;  // Less than zero: unknown, or there is none.
  bool charging = false;
  bool saving = false;  // The system's battery saver is on.
  bool operator==(const PowerState&) const = default;
};

enum class AppState : std::uint8_t {
  foreground,
  background,   // Nobody looks at it: one request with what is queued, and then no timer.
  terminating,  // It is about to end: one request with what is queued, and then none.
};

struct DeviceConditions {
  NetworkState network = {};
  PowerState power = {};
  AppState app = AppState::foreground;
  bool operator==(const DeviceConditions&) const = default;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
