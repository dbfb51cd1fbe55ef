// What the kernel says of the batteries and chargers of a machine, as one answer.
//
// Reads a tree such as /sys/class/power_supply (Documentation/ABI/testing/sysfs-class-power of the
// Linux kernel). Batteries of mice and headsets do not count, nor what is missing or cannot be
// read. Threads: any.
#pragma once

#include <optional>
#include <string>

#include "godwit/device.h"

namespace godwit {

struct PowerSupplies {
  bool battery = false;             // The machine has at least one of its own.
  std::optional<PowerState> power;  // Nothing, where nothing was said that tells.
};

[[nodiscard]] PowerSupplies read_power_supplies(const std::string& root);

}  // namespace godwit
