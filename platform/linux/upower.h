// UPower's reports about battery and charger (org.freedesktop.UPower, version 0.99 or newer).
//
// Threads: the loop's.
#pragma once

#include <optional>

#include "godwit/device.h"
#include "linux/bus_object.h"

namespace godwit {

class Upower {
 public:
  explicit Upower(Callback<void()> changed) : machine_(changed), battery_(changed) {}

  void follow(BusConnection& connection);
  void forget();
  // Empty until both of UPower's objects have answered, so that no report is incomplete.
  [[nodiscard]] std::optional<PowerState> power() const;

 private:
  struct Machine final : BusFollower {
    explicit Machine(Callback<void()> to) : changed(to) {}
    void on_property(std::string_view name, const BusValue& value) override;
    void on_said() override { changed(); }
    void on_gone() override;

    Callback<void()> changed;
    std::optional<bool> on_battery;
  };
  // All batteries of the machine as one, without those of mice and headsets.
  struct Battery final : BusFollower {
    explicit Battery(Callback<void()> to) : changed(to) {}
    void on_property(std::string_view name, const BusValue& value) override;
    void on_said() override;
    void on_gone() override;

    Callback<void()> changed;
    bool answered = false;
    bool present = false;
    double percent = -1;
  };

  Machine machine_;
  Battery battery_;
  BusObject machine_object_{
      {"org.freedesktop.UPower", "/org/freedesktop/UPower", "org.freedesktop.UPower"}, machine_};
  BusObject battery_object_{
      {"org.freedesktop.UPower", "/org/freedesktop/UPower/devices/DisplayDevice",
       "org.freedesktop.UPower.Device"},
      battery_};
};

}  // namespace godwit
