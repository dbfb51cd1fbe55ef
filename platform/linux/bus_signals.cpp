#include "linux/bus_signals.h"

#include "linux/bus_connection.h"
#include "linux/network_manager.h"
#include "linux/power_profiles.h"
#include "linux/upower.h"

namespace godwit {
namespace {

class Services final : public BusSignals {
 public:
  explicit Services(const SystemSignalPorts& ports)
      : changed_(ports.changed),
        upower_(changed_),
        profiles_(changed_),
        network_manager_(changed_),
        connection_(ports.clock, ports.scheduler, ports.watcher,
                    Callback<void()>::to<&Services::on_ended>(this)) {}

  [[nodiscard]] bool open(const std::string& address) {
    if (!connection_.open(address)) return false;
    upower_.follow(connection_);
    profiles_.follow(connection_);
    network_manager_.follow(connection_);
    connection_.wait();
    return true;
  }

  [[nodiscard]] std::optional<PowerState> power() const override { return upower_.power(); }
  [[nodiscard]] bool saving_power() const override { return profiles_.saving(); }
  [[nodiscard]] NetworkKind network() const override { return network_manager_.network(); }

 private:
  void on_ended() {
    upower_.forget();
    profiles_.forget();
    network_manager_.forget();
    changed_();
  }

  Callback<void()> changed_;
  Upower upower_;
  PowerProfiles profiles_;
  NetworkManager network_manager_;
  BusConnection connection_;  // Ends before the members that follow objects on it.
};

}  // namespace

std::unique_ptr<BusSignals> open_bus_signals(const std::string& address,
                                             const SystemSignalPorts& ports) {
  auto services = std::make_unique<Services>(ports);
  if (!services->open(address)) return nullptr;
  return services;
}

}  // namespace godwit
