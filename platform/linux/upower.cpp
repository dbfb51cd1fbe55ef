#include "linux/upower.h"

#include <algorithm>
#include <cmath>

namespace godwit {

void Upower::follow(BusConnection& connection) {
  machine_object_.follow(connection);
  battery_object_.follow(connection);
}

void Upower::forget() {
  machine_.on_battery.reset();
  battery_ = Battery(battery_.changed);
}

std::optional<PowerState> Upower::power() const {
  if (!machine_.on_battery || !battery_.answered) return std::nullopt;
  PowerState power;
  power.charging = !*machine_.on_battery;
  if (battery_.present && battery_.percent >= 0) {
    const double percent = std::min(battery_.percent, 100.0);
    power.battery_percent = static_cast<std::int8_t>(std::lround(percent));
  }
  return power;
}

void Upower::Machine::on_property(std::string_view name, const BusValue& value) {
  if (name == "OnBattery") on_battery = value.number != 0;
}

void Upower::Machine::on_gone() {
  on_battery.reset();
  changed();
}

void Upower::Battery::on_property(std::string_view name, const BusValue& value) {
  if (name == "IsPresent") present = value.number != 0;
  if (name == "Percentage") percent = value.number;
}

void Upower::Battery::on_said() {
  answered = true;
  changed();
}

void Upower::Battery::on_gone() {
  *this = Battery(changed);
  changed();
}

}  // namespace godwit
