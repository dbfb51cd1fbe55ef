// NetworkManager's reports about the network (org.freedesktop.NetworkManager).
//
// A captive portal and a limited connection count as networks: NetworkManager asks its own server,
// which proves nothing about the collector.
// Threads: the loop's.
#pragma once

#include "godwit/device.h"
#include "linux/bus_object.h"

namespace godwit {

class NetworkManager {
 public:
  explicit NetworkManager(Callback<void()> changed) : manager_(changed) {}

  void follow(BusConnection& connection) { object_.follow(connection); }
  void forget() { manager_ = Manager(manager_.changed); }
  [[nodiscard]] NetworkKind network() const;

 private:
  struct Manager final : BusFollower {
    explicit Manager(Callback<void()> to) : changed(to) {}
    void on_property(std::string_view name, const BusValue& value) override;
    void on_said() override { changed(); }
    void on_gone() override;

    Callback<void()> changed;
    int state = 0;
    int connectivity = 0;
    int metered = 0;
  };

  Manager manager_;
  BusObject object_{{"org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager",
                     "org.freedesktop.NetworkManager"},
                    manager_};
};

}  // namespace godwit
