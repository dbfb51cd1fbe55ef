// Says what the system's adapter says of power and network, one line of JSON now and one for each
// change, until its standard input ends.
//
//   signals_probe POWER_SUPPLY_ROOT ROUTES_ROOT BUS_ADDRESS
#include <poll.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "curl/curl_poller.h"
#include "native/event_loop.h"
#include "posix/posix_clock.h"
#include "posix/system_entropy.h"
#include "posix/system_signals.h"

namespace {

using namespace godwit;

class Probe {
 public:
  explicit Probe(const SystemSignalOptions& options) : options_(options) {}

  void run() {
    poller_.watch(input_);
    loop_.post(Task::to<&Probe::open>(this));
    loop_.run();
    signals_.reset();
  }

 private:
  void open() {
    signals_ = open_system_signals(
        options_, {clock_, loop_, poller_, Callback<void()>::to<&Probe::print>(this)});
    print();
  }

  void print() {
    static constexpr std::array<const char*, 5> kKinds = {"unknown", "none", "unmetered", "metered",
                                                          "roaming"};
    const SystemConditions now = signals_->now();
    const nlohmann::json line = {{"network", kKinds.at(static_cast<std::size_t>(now.network.kind))},
                                 {"saving_data", now.network.saving_data},
                                 {"percent", now.power.battery_percent},
                                 {"charging", now.power.charging},
                                 {"saving", now.power.saving}};
    std::cout << line.dump() << std::endl;
  }

  void read() {
    std::array<char, 256> bytes{};
    if (::read(STDIN_FILENO, bytes.data(), bytes.size()) <= 0) loop_.stop();
  }

  const SystemSignalOptions options_;
  SystemEntropy entropy_;
  PosixClock clock_{entropy_};
  CurlPoller poller_;
  EventLoop loop_{clock_, poller_};
  FdWatch input_{STDIN_FILENO, POLLIN, Callback<void()>::to<&Probe::read>(this)};
  std::unique_ptr<SystemSignals> signals_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 1;
  SystemSignalOptions options;
  options.power_supply_root = arguments[1];
  options.routes_root = arguments[2];
  options.bus_address = arguments[3];
  Probe(options).run();
  return 0;
}
