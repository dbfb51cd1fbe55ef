// Joins the reports of a Linux system about power and network into one answer. If both UPower and
// the kernel report the battery, UPower counts. The network is `none` only if NetworkManager says
// so and the kernel has no default route either.
//
// Threads: the loop's.
#pragma once

#include <memory>
#include <string>

#include "linux/bus_signals.h"
#include "linux/netlink_socket.h"
#include "linux/power_supply_watch.h"
#include "posix/system_signals.h"

namespace godwit {

class LinuxSignals final : public SystemSignals {
 public:
  LinuxSignals(const SystemSignalOptions& options, const SystemSignalPorts& ports);

  [[nodiscard]] SystemConditions now() const override { return now_; }

 private:
  void update();
  void on_route(std::string_view) { update(); }
  [[nodiscard]] PowerState power();
  [[nodiscard]] NetworkState network();

  const std::string routes_root_;
  const SystemSignalPorts ports_;
  PowerSupplyWatch power_supplies_;
  NetlinkSocket routes_;
  std::unique_ptr<BusSignals> bus_;
  SystemConditions now_;
};

}  // namespace godwit
