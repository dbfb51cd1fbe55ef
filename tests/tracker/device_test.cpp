// The application's reports about the device and itself reach the engine, and are checked.
#include <condition_variable>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "contract/support/files.h"
#include "contract/support/http_server.h"
#include "godwit/tracker.h"
#include "support/catch.h"
#include "tracker/support.h"

using namespace godwit;
using namespace std::chrono_literals;

namespace {

const TrackOptions kAtOnce = {Priority::immediate, std::nullopt};

// A collector that stores every batch.
class Deliveries {
 public:
  Deliveries() : server_([this](const ServedRequest& request) { return take(request); }) {}

  [[nodiscard]] std::string url() const { return server_.url(); }
  // The bodies, once one of them has this event.
  std::vector<std::string> bodies_with(const std::string& name) {
    std::unique_lock lock(mutex_);
    CHECK(changed_.wait_for(lock, 60s, [&] {
      return !bodies_.empty() && bodies_.back().find('"' + name + '"') != std::string::npos;
    }));
    return bodies_;
  }

 private:
  ServedReply take(const ServedRequest& request) {
    {
      const std::lock_guard lock(mutex_);
      bodies_.push_back(request.body);
    }
    changed_.notify_all();
    return store(request);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> bodies_;
  HttpServer server_;
};

Tracker open_tracker(const Deliveries& deliveries, std::chrono::milliseconds flush_interval,
                     const SystemSignalOptions& signals = {.enabled = false}) {
  Config config;
  config.endpoint = deliveries.url();
  config.key = "KEY";
  config.consent = Consent::granted;
  config.transport.gzip_level = 0;
  config.limits.flush_interval = flush_interval;
  config.system_signals = signals;
  config.log = [](LogLevel, std::string_view) {};
  Result<Tracker> opened = Tracker::open(config);
  REQUIRE(opened.ok());
  return std::move(opened.value());
}

// Only the urgent one of two events is sent, until `recover` is called.
template <typename Recover>
void check_held_back(Tracker& tracker, Deliveries& deliveries, const Recover& recover) {
  CHECK(tracker.track("waits").ok());
  CHECK(tracker.track("hurries", {}, kAtOnce).ok());
  const std::vector<std::string> before = deliveries.bodies_with("hurries");
  CHECK(before.size() == 1);
  CHECK(before[0].find("\"waits\"") == std::string::npos);
  recover();
  CHECK(deliveries.bodies_with("waits").size() == 2);
}

}  // namespace

TEST_CASE("tracker: what the application says holds events back until it takes it back",
          "[tracker][device]") {
  Deliveries deliveries;
  Tracker tracker = open_tracker(deliveries, 1ms);
  SECTION("an empty battery") {
    CHECK(tracker.set_power(PowerState{5, false, false}).ok());
    check_held_back(tracker, deliveries, [&] { CHECK(tracker.set_power(std::nullopt).ok()); });
  }
  SECTION("saving power") {
    CHECK(tracker.set_power(PowerState{90, true, true}).ok());
    check_held_back(tracker, deliveries, [&] {
      CHECK(tracker.set_power(PowerState{90, true, false}).ok());
    });
  }
  SECTION("roaming") {
    CHECK(tracker.set_network(NetworkState{NetworkKind::roaming, false}).ok());
    check_held_back(tracker, deliveries, [&] { CHECK(tracker.set_network(std::nullopt).ok()); });
  }
}

TEST_CASE("tracker: the application's word on power wins over the system's, until it is taken back",
          "[tracker][device]") {
  const TemporaryDirectory tree;
  std::filesystem::create_directory(tree.file("BAT0"));
  write_file(tree.file("BAT0/type"), "Battery\n");
  write_file(tree.file("BAT0/status"), "Discharging\n");
  write_file(tree.file("BAT0/capacity"), "3\n");
  const SystemSignalOptions signals = {.power_supply_root = tree.path(),
                                       .bus_address = "unix:path=/nonexistent"};
  Deliveries deliveries;
  Tracker tracker = open_tracker(deliveries, 1ms, signals);
  check_held_back(tracker, deliveries, [&] {
    CHECK(tracker.set_power(PowerState{80, false, false}).ok());
  });
  CHECK(tracker.set_power(std::nullopt).ok());
  // Once that has been heard: the last reply may come before it, and take along what is tracked.
  CHECK(tracker.flush(60s).ok());
  CHECK(tracker.track("again").ok());
  CHECK(tracker.track("soon", {}, kAtOnce).ok());
  CHECK(deliveries.bodies_with("soon").back().find("\"again\"") == std::string::npos);
}

TEST_CASE("tracker: an application that goes to the background sends what is queued",
          "[tracker][device]") {
  Deliveries deliveries;
  Tracker tracker = open_tracker(deliveries, 24h);
  CHECK(tracker.track("parting").ok());
  CHECK(tracker.set_app_state(AppState::background).ok());
  CHECK(deliveries.bodies_with("parting").size() == 1);
}

TEST_CASE("tracker: what no device can say is refused", "[tracker][device]") {
  Deliveries deliveries;
  Tracker tracker = open_tracker(deliveries, 1ms);
  CHECK(tracker.set_power(PowerState{101, false, false}).code() == StatusCode::invalid_argument);
  CHECK(tracker.set_power(PowerState{100, false, false}).ok());
  CHECK(tracker.set_power(PowerState{-128, false, false}).ok());
  CHECK(tracker.set_network(NetworkState{static_cast<NetworkKind>(5), false}).code() ==
        StatusCode::invalid_argument);
  CHECK(tracker.set_app_state(static_cast<AppState>(3)).code() == StatusCode::invalid_argument);
}

TEST_CASE("tracker: a callback may say what it knows of the device", "[tracker][device]") {
  Deliveries deliveries;
  std::promise<Status> said;
  Tracker tracker;
  Config config;
  config.endpoint = deliveries.url();
  config.key = "KEY";
  config.consent = Consent::granted;
  config.system_signals.enabled = false;
  config.log = [](LogLevel, std::string_view) {};
  config.on_delivery = [&](const DeliveryReport&) {
    said.set_value(tracker.set_network(NetworkState{NetworkKind::metered, false}));
  };
  tracker = std::move(Tracker::open(config).value());
  CHECK(tracker.track("event", {}, kAtOnce).ok());
  CHECK(said.get_future().get().ok());
  CHECK(tracker.close(60s).ok());
}
