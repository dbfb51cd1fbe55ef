// What a device and its application say of themselves, for deciding when to send.
//
// Everything may be unknown, which is the default: then nothing is held back and nothing hurries.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>

namespace godwit {

enum class NetworkKind : std::uint8_t {
  // <interface: network_kind>
  unknown = 0,
  // Nothing is tried until there is another.
  none = 1,
  unmetered = 2,
  metered = 3,
  roaming = 4,
  // </interface>
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
  // <interface: app_state>
  foreground = 0,
  // Nobody looks at the application: one request with queued events, and then no timer.
  background = 1,
  // The application is about to end: one request with queued events, and then none.
  terminating = 2,
  // </interface>
};

struct DeviceConditions {
  NetworkState network = {};
  PowerState power = {};
  AppState app = AppState::foreground;
  bool operator==(const DeviceConditions&) const = default;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
