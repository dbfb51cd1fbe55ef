// flush() and close(): what they wait for, and what they say of the events that are left.
#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "contract/support/files.h"
#include "contract/support/http_server.h"
#include "godwit/tracker.h"
#include "support/catch.h"
#include "tracker/support.h"

using namespace godwit;
using namespace std::chrono_literals;

namespace {

// No call here waits so long.
constexpr std::chrono::milliseconds kLong = 10min;

ServedReply refuse(const char* status, const ServedRequest& request) {
  return {http_reply(status, "{\"godwit\":1,\"batch\":\"" + batch_of(request) +
                                 "\",\"error\":{\"code\":\"x\",\"message\":\"why\"}}")};
}

void check(const Status& status, StatusCode code, std::initializer_list<const char*> parts) {
  CAPTURE(std::string(status.message()));
  CHECK(status.code() == code);
  for (const char* part : parts) {
    CAPTURE(part);
    CHECK(status.message().find(part) != std::string_view::npos);
  }
}

std::uint64_t lost(const Tracker& tracker) {
  return tracker.stats().dropped[static_cast<std::size_t>(DropReason::lost)];
}

}  // namespace

TEST_CASE("waiting: stats() and storage() say the same of what the tracker runs on", "[waiting]") {
  const TemporaryDirectory root;
  Tracker in_memory = opened(quiet_config(kNobody));
  CHECK(in_memory.stats().storage == StatusCode::storage_unavailable);
  Tracker unusable = opened(quiet_config(kNobody, "/dev/null/q"));
  CHECK(unusable.stats().storage == StatusCode::storage_unavailable);
  CHECK(unusable.stats().storage == unusable.storage().code());
  Tracker on_disk = opened(quiet_config(kNobody, root.path()));
  CHECK(on_disk.stats().storage == StatusCode::ok);
}

TEST_CASE("waiting: while consent is pending, flush() and close() answer at once", "[waiting]") {
  const TemporaryDirectory root;
  Config config = quiet_config(kNobody, root.path());
  config.consent = Consent::pending;
  Tracker tracker = opened(config);
  CHECK(tracker.flush(kLong).ok());  // Nothing is there to be waited for.
  CHECK(tracker.track("one").ok());
  CHECK(tracker.track("two").ok());
  check(tracker.flush(kLong), StatusCode::waiting,
        {"consent is pending", "set_consent()", "wait in memory only"});
  check(tracker.close(kLong), StatusCode::waiting, {"consent is pending", "2 events are lost"});
  CHECK(lost(tracker) == 2);
  CHECK(tracker.stats().queued_events == 0);
  CHECK(opened(config).stats().recovered == 0);
}

TEST_CASE("waiting: a refused key is answered with what ends the wait", "[waiting]") {
  const TemporaryDirectory root;
  const std::pair<const char*, const char*> answer =
      GENERATE(std::pair("401 Unauthorized", "(401)"), std::pair("403 Forbidden", "(403)"));
  const HttpServer server(
      [&](const ServedRequest& request) { return refuse(answer.first, request); });
  Tracker tracker = opened(quiet_config(server.url(), root.path()));
  CHECK(tracker.track("e").ok());
  // The answer comes during the wait, and then it is known already.
  for (int i = 0; i < 2; ++i) {
    check(tracker.flush(kLong), StatusCode::waiting,
          {"refused the key", answer.second, "next attempt in 60 min", "set_key()",
           "undelivered events stay queued"});
  }
  check(tracker.flush(0ms), StatusCode::waiting, {answer.second});
  check(tracker.close(kLong), StatusCode::waiting,
        {answer.second, "undelivered events stay queued"});
  CHECK(server.requests().size() == 1);
  CHECK(lost(tracker) == 0);
}

TEST_CASE("waiting: 410 is answered at once", "[waiting]") {
  const TemporaryDirectory root;
  const HttpServer server([](const ServedRequest& request) { return refuse("410 Gone", request); });
  Tracker tracker = opened(quiet_config(server.url(), root.path()));
  CHECK(tracker.track("e").ok());
  for (int i = 0; i < 2; ++i) {
    check(tracker.flush(kLong), StatusCode::waiting,
          {"takes no more events (410)", "change the endpoint or the key", "stay queued"});
  }
  check(tracker.close(kLong), StatusCode::waiting, {"(410)", "stay queued"});
}

TEST_CASE("waiting: a back-off is waited for if it ends before the deadline", "[waiting]") {
  const TemporaryDirectory root;
  std::atomic<int> failures = 1;
  const HttpServer server([&](const ServedRequest& request) {
    return failures-- > 0 ? ServedReply{http_reply("503 Service Unavailable", "")} : store(request);
  });
  Config config = quiet_config(server.url(), root.path());
  SECTION("and it is, however many attempts it takes") {
    failures = 3;
    config.limits.retry_delay_min = config.limits.retry_delay_max = 20ms;
    Tracker tracker = opened(config);
    CHECK(tracker.track("e").ok());
    CHECK(tracker.flush(kLong).ok());
    CHECK(server.requests().size() == 4);
  }
  SECTION("and not if it ends later") {
    Tracker tracker = opened(config);
    CHECK(tracker.track("e").ok());
    check(tracker.flush(3s), StatusCode::waiting,
          {"the last delivery failed (", "next attempt in ", "undelivered events stay queued"});
    check(tracker.close(3s), StatusCode::waiting, {"next attempt in ", "stay queued"});
    CHECK(server.requests().size() == 1);
  }
}

TEST_CASE("waiting: without a network flush() waits for it, and close() does not", "[waiting]") {
  const TemporaryDirectory root;
  const HttpServer server(store);
  Tracker tracker = opened(quiet_config(server.url(), root.path()));
  CHECK(tracker.set_network(NetworkState{NetworkKind::none}).ok());
  CHECK(tracker.track("e").ok());
  check(tracker.flush(20ms), StatusCode::timed_out, {"no network", "stay queued"});
  SECTION("close() does not") {
    check(tracker.close(kLong), StatusCode::waiting, {"no network", "stay queued"});
  }
  SECTION("flush() ends when it is back") {
    auto flushed = std::async(std::launch::async, [&] { return tracker.flush(kLong); });
    CHECK(flushed.wait_for(20ms) == std::future_status::timeout);
    CHECK(tracker.set_network(NetworkState{NetworkKind::unmetered}).ok());
    CHECK(flushed.get().ok());
    CHECK(tracker.stats().delivered == 1);
  }
  SECTION("flush() ends when the tracker is closed") {
    auto flushed = std::async(std::launch::async, [&] { return tracker.flush(kLong); });
    CHECK(flushed.wait_for(20ms) == std::future_status::timeout);
    check(tracker.close(0ms), StatusCode::timed_out, {"there was no time", "stay queued"});
    CHECK(flushed.get().code() == StatusCode::closed);
  }
}

TEST_CASE("waiting: a request under way is waited for until the deadline", "[waiting]") {
  const TemporaryDirectory root;
  const HttpServer server([](const ServedRequest&) { return ServedReply{}; });
  Tracker tracker = opened(quiet_config(server.url(), root.path()));
  CHECK(tracker.track("e").ok());
  const auto start = std::chrono::steady_clock::now();
  check(tracker.flush(300ms), StatusCode::timed_out, {"the deadline passed", "stay queued"});
  CHECK(std::chrono::steady_clock::now() - start >= 300ms);
  check(tracker.flush(0ms), StatusCode::timed_out, {});
  check(tracker.close(10ms), StatusCode::timed_out, {"stay queued"});
}

TEST_CASE("waiting: each of several flushes has its own deadline", "[waiting]") {
  const TemporaryDirectory root;
  std::atomic<bool> open_up = false;
  const HttpServer server([&](const ServedRequest& request) {
    return open_up ? store(request) : ServedReply{http_reply("503 Service Unavailable", "")};
  });
  Config config = quiet_config(server.url(), root.path());
  config.limits.retry_delay_min = config.limits.retry_delay_max = 2s;
  Tracker tracker = opened(config);
  CHECK(tracker.track("e").ok());
  std::vector<std::future<Status>> patient;
  for (int i = 0; i < 3; ++i) {
    patient.push_back(std::async(std::launch::async, [&] { return tracker.flush(kLong); }));
  }
  check(tracker.flush(500ms), StatusCode::waiting, {"next attempt in "});
  open_up = true;
  for (auto& flushed : patient) CHECK(flushed.get().ok());
}

TEST_CASE("waiting: a deadline may be as long or as short as a number can say", "[waiting]") {
  const HttpServer server(store);
  Tracker tracker = opened(quiet_config(server.url()));
  CHECK(tracker.track("e").ok());
  CHECK(tracker.flush(std::chrono::milliseconds::max()).ok());
  CHECK(tracker.set_network(NetworkState{NetworkKind::none}).ok());
  CHECK(tracker.track("e").ok());
  check(tracker.flush(std::chrono::milliseconds::min()), StatusCode::timed_out, {"no network"});
  CHECK(tracker.set_network(std::nullopt).ok());
  CHECK(tracker.close(std::chrono::milliseconds::max()).ok());
  CHECK(tracker.close(kLong).code() == StatusCode::closed);
  CHECK(tracker.close(0ms).code() == StatusCode::closed);
}

TEST_CASE("waiting: events that close() leaves in memory are lost, and counted", "[waiting]") {
  Tracker tracker = opened(quiet_config(kNobody));
  CHECK(tracker.track("e").ok());
  SECTION("when nobody listens") {
    check(tracker.flush(3s), StatusCode::waiting,
          {"the last delivery failed", "wait in memory only"});
    check(tracker.close(3s), StatusCode::waiting,
          {"the last delivery failed", "1 event is lost: in memory only"});
  }
  SECTION("when there is no time") {
    check(tracker.close(0ms), StatusCode::timed_out, {"there was no time", "1 event is lost"});
  }
  CHECK(lost(tracker) == 1);
  CHECK(tracker.stats().queued_events == 0);
}

TEST_CASE("waiting: a tracker that is destroyed says what is lost with it", "[waiting]") {
  std::vector<std::string> lines;
  Config config = quiet_config(kNobody);
  config.log = [&](LogLevel, std::string_view line) { lines.emplace_back(line); };
  {
    Tracker tracker = opened(config);
    CHECK(tracker.track("e").ok());
  }
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.back() == "1 event is lost: in memory only when the tracker was closed");
}

TEST_CASE("waiting: close() from a callback is refused, and closes nothing", "[waiting]") {
  const HttpServer server(store);
  Config config = quiet_config(server.url());
  Tracker tracker;
  std::promise<std::vector<Status>> answers;
  config.on_delivery = [&](const DeliveryReport&) {
    answers.set_value({tracker.close(0ms), tracker.close(kLong)});
  };
  tracker = opened(config);
  CHECK(tracker.track("e").ok());
  CHECK(tracker.flush(kLong).ok());
  for (const Status& status : answers.get_future().get()) {
    check(status, StatusCode::invalid_argument, {"from a callback"});
  }
  CHECK(tracker.close(kLong).ok());
}

TEST_CASE("waiting: consent that is granted during the wait lets the events go", "[waiting]") {
  const TemporaryDirectory root;
  const HttpServer server(store);
  Config config = quiet_config(server.url(), root.path());
  config.consent = Consent::pending;
  Tracker tracker = opened(config);
  CHECK(tracker.track("e").ok());
  CHECK(tracker.flush(kLong).code() == StatusCode::waiting);
  CHECK(tracker.set_consent(Consent::granted).ok());
  CHECK(tracker.flush(kLong).ok());
  CHECK(tracker.close(kLong).ok());
  CHECK(lost(tracker) == 0);
}
