#include "linux/power_supply_watch.h"

#include <linux/netlink.h>

#include "linux/power_supply.h"

namespace godwit {
namespace {

constexpr std::uint32_t kKernelGroup = 1;  // Group 2 is udev's.

}  // namespace

bool is_power_supply_event(std::string_view message) {
  constexpr std::string_view kSubsystem = "SUBSYSTEM=power_supply";
  while (!message.empty()) {
    const std::size_t end = message.find('\0');
    if (message.substr(0, end) == kSubsystem) return true;
    message = end == std::string_view::npos ? std::string_view() : message.substr(end + 1);
  }
  return false;
}

void PowerSupplyWatch::start() {
  if (started_) return;
  started_ = true;
  // First it listens, then it reads: so it hears of changes during the read.
  events_.open(NETLINK_KOBJECT_UEVENT, kKernelGroup,
               NetlinkSocket::Heard::to<&PowerSupplyWatch::on_event>(this));
  const PowerSupplies found = read_power_supplies(root_);
  power_ = found.power;
  if (!found.battery) events_.close();
}

void PowerSupplyWatch::stop() {
  started_ = false;
  events_.close();
  power_.reset();
}

void PowerSupplyWatch::on_event(std::string_view message) {
  const bool lost_some = message.empty();
  if (!lost_some && !is_power_supply_event(message)) return;
  const std::optional<PowerState> power = read_power_supplies(root_).power;
  if (power == power_) return;
  power_ = power;
  changed_();
}

}  // namespace godwit
