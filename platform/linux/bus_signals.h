// Reports of services on D-Bus about power and network: UPower, the power profiles' daemon, and
// NetworkManager. A missing service reports nothing.
//
// Threads: the loop's.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "godwit/device.h"
#include "posix/system_signals.h"

namespace godwit {

class BusSignals {
 public:
  virtual ~BusSignals() = default;
  // Battery and charger; empty while UPower is missing or has not reported all of it.
  [[nodiscard]] virtual std::optional<PowerState> power() const = 0;
  // True if the user or the system has chosen to save power.
  [[nodiscard]] virtual bool saving_power() const = 0;
  // `none` is NetworkManager's view; it need not know every interface.
  [[nodiscard]] virtual NetworkKind network() const = 0;
};

// Null if there is no such bus, or if this build has no D-Bus.
[[nodiscard]] std::unique_ptr<BusSignals> open_bus_signals(const std::string& address,
                                                           const SystemSignalPorts& ports);

}  // namespace godwit
