// What services on D-Bus say of power and network: UPower, the power profiles' daemon, and
// NetworkManager, each as far as it is there.
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
  // Battery and charger; nothing while UPower is not there, or has not said all of it.
  [[nodiscard]] virtual std::optional<PowerState> power() const = 0;
  // The user, or the system, has chosen to save power.
  [[nodiscard]] virtual bool saving_power() const = 0;
  // `none`: as far as NetworkManager knows, which need not know of every interface.
  [[nodiscard]] virtual NetworkKind network() const = 0;
};

// Null where there is no such bus, or where this build cannot speak with it.
[[nodiscard]] std::unique_ptr<BusSignals> open_bus_signals(const std::string& address,
                                                           const SystemSignalPorts& ports);

}  // namespace godwit
