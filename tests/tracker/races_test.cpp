// track() from four threads beside everything that may happen to a tracker meanwhile. Under
// ThreadSanitizer these find data races; in every build, events on the wrong side of a reset.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
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

constexpr int kThreads = 4;
constexpr int kRounds = 12;
constexpr int kEventsAtOnce = 400;
constexpr int kDawdlesOnce = 10;  // In so many events of a thread.

// So many events the threads may still track; without a bound the rounds would drown in them.
class Allowance {
 public:
  void add(int events) {
    const std::lock_guard lock(mutex_);
    left_ += events;
    changed_.notify_all();
  }
  // False once it has ended.
  bool take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return left_ > 0 || ended_; });
    --left_;
    return !ended_;
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int left_ = 0;
  bool ended_ = false;
};

// A tracker, a collector, and threads that track events of which each says, once its call has
// begun, how many calls that overtake it had been made by then.
class BusyTracker {
 public:
  BusyTracker(Consent consent, Durability durability) {
    Config config = quiet_config(server_.url(), directory_.path());
    config.consent = consent;
    config.durability = durability;
    config.limits.staging_bytes = 1 << 20;
    config.before_send = [this](EventDraft& draft) {
      thread_local std::string properties;
      properties = "{\"asked\":" + std::to_string(asked_.load()) + "}";
      draft.properties = properties;
      if (dawdles && ++tracked % kDawdlesOnce == 0) dawdle();
    };
    tracker = opened(config);
    for (int i = 0; i < kThreads; ++i) {
      threads_.emplace_back([this] {
        dawdles = true;
        while (allowance_.take()) tracker.track("e");
      });
    }
  }
  ~BusyTracker() { stop(); }

  void stop() {
    allowance_.end();
    stopping_.store(true, kRelaxed);
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  // Makes the call while threads track, one of them at least amid a track() that began before.
  Status overtake(const std::function<Status()>& call) {
    allowance_.add(kEventsAtOnce);
    while (dawdling_.load(kRelaxed) == 0) std::this_thread::yield();
    ++asked_;
    const Status status = call();
    done_.fetch_add(1, kRelaxed);
    return status;
  }

  // An event of the installation that is current. Only the thread that erases may say so.
  void name_installation() {
    Receipt receipt;
    do {
      receipt = tracker.track("named");
    } while (receipt.status.code() == StatusCode::queue_full);
    REQUIRE((receipt.ok() || receipt.status.code() == StatusCode::storage_unavailable));
    REQUIRE(tracker.flush(20s).ok());
  }

  // Every event that was delivered began after the calls that its installation stands behind, and
  // none happened later than it was sent.
  void check_delivered() const {
    std::map<std::string, int> calls_before;
    std::vector<std::pair<std::string, int>> events;
    int from_the_future = 0;
    for (const ServedRequest& request : server_.requests()) {
      const auto batch = nlohmann::json::parse(request.body);
      for (const auto& section : batch.at("sections")) {
        const std::string installation = section.at("installation");
        for (const auto& event : section.at("events")) {
          if (!event.is_object()) continue;
          const int asked = event.at("p").at("asked");
          if (event.at("n") == "named") calls_before[installation] = asked;
          events.emplace_back(installation, asked);
          if (event.at("t") > section.at("opened_ago_ms")) ++from_the_future;
        }
      }
    }
    REQUIRE(calls_before.size() > 1);
    const auto overtaken = std::count_if(events.begin(), events.end(), [&](const auto& event) {
      const auto known = calls_before.find(event.first);
      return known != calls_before.end() && event.second < known->second;
    });
    CHECK(overtaken == 0);
    CHECK(from_the_future == 0);
  }

 private:
  // Relaxed: what orders threads here would hide from ThreadSanitizer that the tracker does not.
  static constexpr auto kRelaxed = std::memory_order_relaxed;
  static inline thread_local bool dawdles = false;
  static inline thread_local int tracked = 0;

  // A slow hook: it ends behind the next call that overtakes it.
  void dawdle() {
    const int done = done_.load(kRelaxed);
    dawdling_.fetch_add(1, kRelaxed);
    while (done_.load(kRelaxed) == done && !stopping_.load(kRelaxed)) std::this_thread::yield();
    dawdling_.fetch_sub(1, kRelaxed);
  }

  TemporaryDirectory directory_;
  HttpServer server_{store};
  std::atomic<int> asked_ = 0;
  std::atomic<int> done_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> dawdling_ = 0;
  Allowance allowance_;
  std::vector<std::thread> threads_;

 public:
  Tracker tracker;
};

}  // namespace

TEST_CASE("tracker: no event that began before a reset() is delivered under the new installation",
          "[races]") {
  const Durability durability = GENERATE(Durability::process_safe, Durability::power_safe);
  BusyTracker busy(Consent::granted, durability);
  for (int round = 0; round < kRounds; ++round) {
    CHECK(busy.tracker.set_user("user" + std::to_string(round)).ok());
    CHECK(busy.tracker.set_super_property("round", round).ok());
    CHECK(busy.tracker.set_key("KEY" + std::to_string(round)).ok());
    REQUIRE(busy.overtake([&] { return busy.tracker.reset(); }).ok());
    busy.name_installation();
    static_cast<void>(busy.tracker.stats());
  }
  busy.stop();
  busy.check_delivered();
}

TEST_CASE("tracker: no event that began before a denial is delivered under the consent after it",
          "[races]") {
  BusyTracker busy(Consent::granted, Durability::process_safe);
  for (int round = 0; round < kRounds; ++round) {
    REQUIRE(busy.overtake([&] { return busy.tracker.set_consent(Consent::denied); }).ok());
    CHECK(busy.tracker.track("e").status.code() == StatusCode::switched_off);
    REQUIRE(busy.tracker.set_consent(Consent::granted).ok());
    busy.name_installation();
  }
  busy.stop();
  busy.check_delivered();
}

TEST_CASE("tracker: consent that is granted while threads track keeps every event", "[races]") {
  const Durability durability = GENERATE(Durability::process_safe, Durability::power_safe);
  BusyTracker busy(Consent::pending, durability);
  REQUIRE(busy.overtake([&] { return busy.tracker.set_consent(Consent::granted); }).ok());
  busy.stop();
  REQUIRE(busy.tracker.flush(20s).ok());
  const Stats stats = busy.tracker.stats();
  CHECK(stats.delivered == stats.accepted);
}

TEST_CASE("tracker: after a denial of what was pending nothing is taken or sent", "[races]") {
  BusyTracker busy(Consent::pending, Durability::process_safe);
  REQUIRE(busy.overtake([&] { return busy.tracker.reset(); }).ok());
  REQUIRE(busy.overtake([&] { return busy.tracker.set_consent(Consent::denied); }).ok());
  const std::uint64_t accepted = busy.tracker.stats().accepted;
  CHECK(busy.tracker.track("e").status.code() == StatusCode::switched_off);
  busy.stop();
  const Stats stats = busy.tracker.stats();
  CHECK(stats.accepted == accepted);
  CHECK(stats.delivered == 0);
  CHECK(stats.queued_events == 0);
}

TEST_CASE("tracker: close() while threads track ends each of them with `closed`", "[races]") {
  const Durability durability = GENERATE(Durability::process_safe, Durability::power_safe);
  BusyTracker busy(Consent::granted, durability);
  busy.overtake([&] { return busy.tracker.close(0ms); });
  CHECK(busy.tracker.track("e").status.code() == StatusCode::closed);
}
