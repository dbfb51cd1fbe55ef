// Joins the kernel's reports about a machine's batteries and chargers into one answer.
//
// It reads a tree such as /sys/class/power_supply (Documentation/ABI/testing/sysfs-class-power of
// the Linux kernel). It ignores batteries of mice and headsets, and attributes that are missing or
// cannot be read.
// Threads: any.
#pragma once

#include <optional>
#include <string>

#include "godwit/device.h"

namespace godwit {

struct PowerSupplies {
  bool battery = false;             // The machine has at least one battery of its own.
  std::optional<PowerState> power;  // Empty if no attribute says enough.
};

[[nodiscard]] PowerSupplies read_power_supplies(const std::string& root);

}  // namespace godwit
