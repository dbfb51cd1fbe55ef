#include "linux/linux_signals.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "linux/routes.h"

namespace godwit {

LinuxSignals::LinuxSignals(const SystemSignalOptions& options, const SystemSignalPorts& ports)
    : routes_root_(options.routes_root),
      ports_(ports),
      power_supplies_(options.power_supply_root, ports.watcher,
                      Callback<void()>::to<&LinuxSignals::update>(this)),
      routes_(ports.watcher) {
  SystemSignalPorts own = ports;
  own.changed = Callback<void()>::to<&LinuxSignals::update>(this);
  bus_ = open_bus_signals(options.bus_address, own);
  now_ = {network(), power()};
}

void LinuxSignals::update() {
  const SystemConditions before = now_;
  now_ = {network(), power()};
  if (now_ != before) ports_.changed();
}

PowerState LinuxSignals::power() {
  PowerState power;
  if (const std::optional<PowerState> said = bus_ != nullptr ? bus_->power() : std::nullopt) {
    power_supplies_.stop();
    power = *said;
  } else {
    power_supplies_.start();
    power = power_supplies_.power().value_or(PowerState());
  }
  power.saving = bus_ != nullptr && bus_->saving_power();
  return power;
}

// NetworkManager knows nothing of interfaces that it does not manage; the kernel knows all.
NetworkState LinuxSignals::network() {
  const NetworkKind kind = bus_ != nullptr ? bus_->network() : NetworkKind::unknown;
  if (kind != NetworkKind::none) {
    routes_.close();
    return {kind, false};
  }
  routes_.open(NETLINK_ROUTE, RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE,
               NetlinkSocket::Heard::to<&LinuxSignals::on_route>(this));
  return {has_default_route(routes_root_) ? NetworkKind::unknown : NetworkKind::none, false};
}

std::unique_ptr<SystemSignals> open_system_signals(const SystemSignalOptions& options,
                                                   const SystemSignalPorts& ports) {
  return std::make_unique<LinuxSignals>(options, ports);
}

}  // namespace godwit
