// The kernel's report on power. It is read again with each announcement (uevent) of a supply.
//
// A machine without a battery of its own is read once and not listened to: nothing that matters
// changes there, and announcements of other devices would wake the process.
// Threads: the loop's.
#pragma once

#include <optional>
#include <string>

#include "godwit/device.h"
#include "linux/netlink_socket.h"

namespace godwit {

// True if a uevent ("ACTION@DEVPATH", then NAME=VALUE, each ended by a zero) is about a power
// supply.
[[nodiscard]] bool is_power_supply_event(std::string_view message);

class PowerSupplyWatch {
 public:
  PowerSupplyWatch(const std::string& root, FdWatcher& watcher, Callback<void()> changed)
      : root_(root), events_(watcher), changed_(changed) {}

  // Reads, and listens from now on. If it cannot, it does neither and reports nothing.
  void start();
  void stop();
  [[nodiscard]] const std::optional<PowerState>& power() const { return power_; }

 private:
  void on_event(std::string_view message);

  const std::string root_;
  NetlinkSocket events_;
  Callback<void()> changed_;
  bool started_ = false;
  std::optional<PowerState> power_;
};

}  // namespace godwit
