// Reports whether power is being saved, from the power profiles' daemon.
//
// Threads: the loop's.
#pragma once

#include "linux/bus_object.h"

namespace godwit {

class PowerProfiles {
 public:
  explicit PowerProfiles(Callback<void()> changed) : newer_(changed), older_(changed) {}

  void follow(BusConnection& connection);
  void forget();
  [[nodiscard]] bool saving() const { return newer_.saving || older_.saving; }

 private:
  struct Profile final : BusFollower {
    explicit Profile(Callback<void()> to) : changed(to) {}
    void on_property(std::string_view name, const BusValue& value) override;
    void on_said() override { changed(); }
    void on_gone() override;

    Callback<void()> changed;
    bool saving = false;
  };

  Profile newer_;
  Profile older_;
  // The daemon's name since version 0.20, which tuned-ppd uses too; and its old name.
  BusObject newer_object_{
      {"org.freedesktop.UPower.PowerProfiles", "/org/freedesktop/UPower/PowerProfiles",
       "org.freedesktop.UPower.PowerProfiles"},
      newer_};
  BusObject older_object_{
      {"net.hadess.PowerProfiles", "/net/hadess/PowerProfiles", "net.hadess.PowerProfiles"},
      older_};
};

}  // namespace godwit
