// The promises of the C++ interface that the core's own tests do not show.
#include "godwit/tracker.h"

#include <atomic>
#include <filesystem>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "contract/support/files.h"
#include "contract/support/http_server.h"
#include "support/catch.h"
#include "tracker/support.h"

using namespace godwit;
using namespace std::chrono_literals;

namespace {

// Its directory, if it has one, holds 1 MiB of staging log.
Config power_safe_config(const std::string& directory) {
  Config config = quiet_config(kNobody, directory);
  config.durability = Durability::power_safe;
  config.limits.staging_bytes = 1 << 20;
  return config;
}

void check_not_taken(const Receipt& receipt, StatusCode code) {
  CHECK_FALSE(receipt.ok());
  CHECK(receipt.status.code() == code);
  CHECK(receipt.sequence == 0);
}

void check_closed(Tracker& tracker) {
  check_not_taken(tracker.track("e"), StatusCode::closed);
  check_not_taken(tracker.track("e", Properties{{"a", 1}}), StatusCode::closed);
  check_not_taken(tracker.track_json("e", "{}"), StatusCode::closed);
  CHECK(tracker.set_user("u").code() == StatusCode::closed);
  CHECK(tracker.set_super_property("p", 1).code() == StatusCode::closed);
  CHECK(tracker.set_super_property("p", nullptr).code() == StatusCode::closed);
  CHECK(tracker.set_key("K").code() == StatusCode::closed);
  CHECK(tracker.set_consent(Consent::granted).code() == StatusCode::closed);
  CHECK(tracker.reset().code() == StatusCode::closed);
  CHECK(tracker.set_power({}).code() == StatusCode::closed);
  CHECK(tracker.set_network({}).code() == StatusCode::closed);
  CHECK(tracker.set_app_state(AppState::background).code() == StatusCode::closed);
  CHECK(tracker.note_network_activity().code() == StatusCode::closed);
  CHECK(tracker.flush(0ms).code() == StatusCode::closed);
}

}  // namespace

TEST_CASE("tracker: one that is not open, or no longer, answers closed to everything",
          "[tracker]") {
  Tracker never;
  check_closed(never);
  CHECK(never.close(0ms).code() == StatusCode::closed);
  Tracker moved = opened(quiet_config(kNobody));
  Tracker owner = std::move(moved);
  check_closed(moved);  // NOLINT(bugprone-use-after-move): what is promised of it.
  CHECK(owner.track("e").ok());
  CHECK(owner.close(0ms).code() == StatusCode::timed_out);
  check_closed(owner);
  never = opened(quiet_config(kNobody));
  CHECK(never.track("e").sequence == 1);
}

TEST_CASE("tracker: opening says which field is wrong, or who has the directory", "[tracker]") {
  const TemporaryDirectory root;
  Config config = quiet_config(kNobody, root.path());
  const Tracker tracker = opened(config);
  const Status in_use = Tracker::open(config).status();
  CHECK(in_use.code() == StatusCode::in_use);
  CHECK(in_use.message().find(root.path()) != std::string_view::npos);
  for (Config wrong : {config, config, config}) {
    static int field = 0;
    switch (field++) {
      case 0:
        wrong.endpoint = "ftp://127.0.0.1";
        break;
      case 1:
        wrong.key.clear();
        break;
      default:
        wrong.consent.reset();
    }
    CHECK(Tracker::open(wrong).status().code() == StatusCode::invalid_argument);
  }
}

TEST_CASE("tracker: events go as they were given, under what was set before them", "[tracker]") {
  const HttpServer server(store);
  Config config = quiet_config(server.url());
  config.app_name = "shop \"1\"";
  config.app_version = "2.0";
  config.user_id = "first";
  Tracker tracker = opened(config);
  CHECK(tracker.storage().code() == StatusCode::storage_unavailable);
  CHECK(tracker.track("list", {{"a", Value::list({1, nullptr, "x"})}, {"n", nullptr}}).sequence ==
        1);
  const char* const no_text = nullptr;
  CHECK(tracker.track("object", Properties{{"o", Value::object({{"t", no_text}})}}).sequence == 2);
  CHECK(tracker.track_json("json", "{\"j\":1.50}", {Priority::deferred, WallTime{77}}).ok());
  CHECK(tracker.set_user("second").ok());
  CHECK(tracker.set_super_property("plan", Value::list({true})).ok());
  CHECK(tracker.track("later").sequence == 4);
  CHECK(tracker.set_super_property("plan", nullptr).ok());
  CHECK(tracker.track("last").sequence == 5);
  CHECK(tracker.flush(10s).ok());
  std::string bodies;
  for (const ServedRequest& request : server.requests()) bodies += request.body;
  for (const char* part :
       {R"("app":{"name":"shop \"1\"","version":"2.0"},"sdk":{"name":"godwit","version":")",
        R"("user":"first")", R"("user":"second")", R"("super":{"plan":[true]})",
        R"({"a":[1,null,"x"],"n":null})", R"({"o":{"t":null}})", R"({"j":1.50})"}) {
    CAPTURE(part, bodies);
    CHECK(bodies.find(part) != std::string::npos);
  }
  CHECK(bodies.find("\"os\":") == std::string::npos);
  const Stats stats = tracker.stats();
  CHECK(stats.accepted == 5);
  CHECK(stats.delivered == 5);
  CHECK(stats.queued_events == 0);
  CHECK(tracker.close(0ms).ok());
}

TEST_CASE("tracker: what generated code wrote goes as it stands, with its schema's version",
          "[tracker]") {
  const HttpServer server(store);
  Tracker tracker = opened(quiet_config(server.url()));
  CHECK(tracker.track_typed({"order_placed", {1, 0, 2}, R"({"items":[1.50,2],"note":"é"})"}).ok());
  CHECK(tracker.flush(10s).ok());
  REQUIRE(server.requests().size() == 1);
  const std::string body = server.requests()[0].body;
  CAPTURE(body);
  CHECK(body.find(R"({"items":[1.50,2],"note":"é"})") != std::string::npos);
  CHECK(body.find(R"("s":"1-0-2")") != std::string::npos);
}

TEST_CASE("tracker: what cannot be sent is declined with its reason, and counted", "[tracker]") {
  Tracker tracker = opened(quiet_config(kNobody));
  const Receipt receipt = tracker.track("e", Properties{{"a", Value::json("")}});
  check_not_taken(receipt, StatusCode::invalid_argument);
  CHECK(receipt.status.message() ==
        "the properties cannot be sent: the text ends too early (property \"a\")");
  check_not_taken(tracker.track("e", {{"a", Value::json("")}}), StatusCode::invalid_argument);
  check_not_taken(tracker.track_json("e", "[]"), StatusCode::invalid_argument);
  check_not_taken(tracker.track(""), StatusCode::invalid_argument);
  CHECK(tracker.set_super_property("p", Value::json("")).code() == StatusCode::invalid_argument);
  CHECK(tracker.set_key("").code() == StatusCode::invalid_argument);
  CHECK(tracker.stats().accepted == 0);
  CHECK(tracker.stats().declined == 4);
}

TEST_CASE("tracker: half a character never costs an event; each call that had one is counted",
          "[tracker]") {
  const HttpServer server(store);
  Config config = quiet_config(server.url());
  config.app_name = "shop \xF0\x9F";
  Tracker tracker = opened(config);
  CHECK(tracker.track("name \xFF").ok());
  CHECK(tracker.track("list", {{"key \xC3", Value::list({"\xED\xA0\xBD"})}}).ok());
  CHECK(tracker.track("collected", Properties{{"a", "\xE2\x82"}}).ok());
  CHECK(tracker.track_json("json", R"({"a":"\ud83d"})").ok());
  CHECK(tracker.set_user("user \xFF").ok());
  CHECK(tracker.set_super_property("super", "\xFF").ok());
  CHECK(tracker.track("whole", {{"a", "\xF0\x9F\x98\x80"}}).ok());
  CHECK(tracker.stats().repaired == 6);
  REQUIRE(tracker.flush(20s).ok());
  std::string sent;
  for (const ServedRequest& request : server.requests()) sent += request.body;
  for (const char* text :
       {"\"n\":\"name \uFFFD\"", "{\"key \uFFFD\":[\"\uFFFD\"]}", "\"n\":\"collected\"",
        "\"n\":\"json\"", "\"user\":\"user \uFFFD\"", "\"super\":{\"super\":\"\uFFFD\"}",
        "\"name\":\"shop \uFFFD\"", "{\"a\":\"\xF0\x9F\x98\x80\"}"}) {
    CAPTURE(text, sent);
    CHECK(sent.find(text) != std::string::npos);
  }
}

TEST_CASE("tracker: flush() ends without a delivery, and what is left stays", "[tracker]") {
  const TemporaryDirectory root;
  const HttpServer server(store);
  {
    Tracker tracker = opened(quiet_config(kNobody, root.path()));
    CHECK(tracker.storage().ok());
    CHECK(tracker.track("kept").ok());
    CHECK(tracker.flush(3s).code() == StatusCode::waiting);
    CHECK(tracker.stats().queued_events == 1);
    CHECK(tracker.close(0ms).code() == StatusCode::timed_out);
  }
  Tracker next = opened(quiet_config(server.url(), root.path()));
  CHECK(next.stats().recovered == 1);
}

TEST_CASE("tracker: callbacks are told, and may track but not wait", "[tracker]") {
  const HttpServer server(store);
  Config config = quiet_config(server.url());
  Tracker tracker;
  std::promise<std::vector<Status>> answers;
  std::atomic<bool> told = false;
  config.on_delivery = [&](const DeliveryReport& report) {
    if (told.exchange(true)) return;
    CHECK(report.outcome == DeliveryOutcome::sent);
    CHECK(report.count == 1);
    answers.set_value({tracker.track("from a callback").status, tracker.flush(1s),
                       tracker.set_key("K2"), tracker.reset(),
                       tracker.set_consent(Consent::granted)});
    throw 1;  // A fault of the application; the tracker goes on.
  };
  config.before_send = [](EventDraft& draft) {
    if (draft.name == "secret") draft.withheld = true;
    if (draft.name == "broken") throw 1;
  };
  tracker = opened(config);
  CHECK(tracker.track("e").ok());
  check_not_taken(tracker.track("secret"), StatusCode::withheld);
  check_not_taken(tracker.track("broken"), StatusCode::withheld);
  CHECK(tracker.flush(10s).ok());
  const std::vector<Status> answered = answers.get_future().get();
  CHECK(answered[0].ok());
  for (std::size_t i = 1; i < answered.size(); ++i) {
    CHECK(answered[i].code() == StatusCode::invalid_argument);
    CHECK(answered[i].message() == "this cannot be called from a callback");
  }
  CHECK(tracker.flush(10s).ok());
  CHECK(tracker.stats().delivered == 2);
  CHECK(tracker.stats().withheld == 2);
}

TEST_CASE("tracker: before_send may make no call that waits, nor track", "[tracker]") {
  Config config = quiet_config();
  Tracker tracker;
  std::vector<Status> answers;
  config.before_send = [&](EventDraft&) {
    answers = {tracker.track("nested").status, tracker.flush(1s), tracker.reset(),
               tracker.set_consent(Consent::granted), tracker.close(1s)};
  };
  tracker = opened(config);
  CHECK(tracker.track("e").ok());
  CHECK(answers.size() == 5);
  for (const Status& answer : answers) {
    CHECK(answer.code() == StatusCode::invalid_argument);
    CHECK(answer.message() == "this cannot be called from a callback");
  }
  CHECK(tracker.track("open still").ok());
  CHECK(tracker.stats().accepted == 2);
  CHECK(tracker.stats().declined == 2);
}

TEST_CASE("tracker: a hook of one tracker may use another", "[tracker]") {
  Tracker other = opened(quiet_config());
  Config config = quiet_config();
  config.before_send = [&](EventDraft&) { CHECK(other.track("beside").ok()); };
  Tracker tracker = opened(config);
  CHECK(tracker.track("e").ok());
  CHECK(tracker.track("e").ok());
  CHECK(other.stats().accepted == 2);
  CHECK(other.reset().ok());
}

TEST_CASE("tracker: with power_safe an event is in the store when track() returns", "[tracker]") {
  const TemporaryDirectory root;
  const TemporaryDirectory copies;
  Tracker tracker = opened(power_safe_config(root.path()));
  for (int round = 1; round <= 3; ++round) {
    CHECK(tracker.track("safe", {{"round", round}}).ok());
    // After reset() numbers begin anew, and so does what was stored.
    const std::string copy = copies.file(std::to_string(round));
    std::filesystem::copy(root.path(), copy, std::filesystem::copy_options::recursive);
    std::filesystem::remove(copy + "/staging.ring");
    const Tracker other = opened(quiet_config(kNobody, copy));
    CHECK(other.stats().recovered == 1);
    CHECK(tracker.reset().ok());
  }
}

TEST_CASE("tracker: with power_safe threads share a write, and each learns of its own event",
          "[tracker]") {
  const TemporaryDirectory root;
  Tracker tracker = opened(power_safe_config(root.path()));
  std::atomic<int> safe = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) safe += tracker.track("safe").ok() ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(safe == 200);
}

TEST_CASE("tracker: with power_safe track() says that an event is not yet on a full disk",
          "[tracker]") {
  const auto disk = TinyDisk::mount(8 << 20);
  if (disk == nullptr) return;
  Tracker tracker = opened(power_safe_config(disk->path() + "/data"));
  CHECK(tracker.track("safe").ok());
  disk->fill();
  // First, the room in the files themselves is used up.
  const std::string text(10'000, 'x');
  Receipt receipt;
  std::uint64_t tracked = 1;
  for (; receipt.ok() && tracked < 200; ++tracked) receipt = tracker.track("e", {{"text", text}});
  CHECK(receipt.status.code() == StatusCode::storage_unavailable);
  CHECK(receipt.sequence == tracked);
  CHECK(tracker.storage().code() == StatusCode::storage_unavailable);
  disk->make_room();
  CHECK(tracker.track("safe again").ok());
  CHECK(tracker.storage().ok());
  CHECK(tracker.stats().accepted == tracked + 1);
}

TEST_CASE("tracker: with power_safe the first event after a reset waits for its own write",
          "[tracker]") {
  const auto disk = TinyDisk::mount(8 << 20);
  if (disk == nullptr) return;
  Tracker tracker = opened(power_safe_config(disk->path() + "/data"));
  CHECK(tracker.track("safe").ok());
  CHECK(tracker.reset().ok());
  disk->fill();
  const std::string text(60'000, 'x');  // More than the room that the files themselves have.
  const Receipt receipt = tracker.track("e", {{"text", text}});
  CHECK(receipt.status.code() == StatusCode::storage_unavailable);
  CHECK(receipt.sequence == 1);
}

TEST_CASE("tracker: with power_safe track() says that nothing is written while consent is pending",
          "[tracker]") {
  const TemporaryDirectory root;
  Config config = power_safe_config(root.path());
  config.consent = Consent::pending;
  Tracker tracker = opened(config);
  const Receipt waiting = tracker.track("e");
  CHECK(waiting.status.code() == StatusCode::storage_unavailable);
  CHECK(waiting.status.message() ==
        "taken, and not written yet: consent is pending, or the queue is full");
  CHECK(waiting.sequence == 1);
  REQUIRE(tracker.set_consent(Consent::granted).ok());
  CHECK(tracker.track("e").ok());
}

TEST_CASE("tracker: all that was taken while consent was pending is there once it is granted",
          "[tracker]") {
  const TemporaryDirectory root;
  Config config = quiet_config(kNobody, root.path());
  config.limits.staging_bytes = 256 * 1024;
  opened(config);  // The staging file keeps this length.
  config.limits.staging_bytes = 1024 * 1024;
  config.consent = Consent::pending;
  std::uint64_t taken = 0;
  {
    Tracker tracker = opened(config);
    while (tracker.track("e").ok()) ++taken;
    CHECK(taken > 1'000);
    REQUIRE(tracker.set_consent(Consent::granted).ok());
  }
  CHECK(opened(config).stats().recovered == taken);
}

TEST_CASE("tracker: with power_safe track() is not ok where nothing was written", "[tracker]") {
  const auto check = [](const Receipt& receipt, std::string_view why) {
    CHECK(receipt.status.code() == StatusCode::storage_unavailable);
    CHECK(receipt.status.message() == why);
    CHECK(receipt.sequence != 0);
  };
  SECTION("in memory") {
    Tracker tracker = opened(power_safe_config(""));
    check(tracker.track("e"), "kept in memory only");
    CHECK(tracker.stats().accepted == 1);
  }
  SECTION("in a callback, which cannot wait") {
    const TemporaryDirectory root;
    const HttpServer server(store);
    Config config = power_safe_config(root.path());
    config.endpoint = server.url();
    Tracker* tracker = nullptr;
    std::promise<Receipt> tracked;
    bool told = false;
    config.on_delivery = [&](const DeliveryReport&) {
      if (!std::exchange(told, true)) tracked.set_value(tracker->track("from a callback"));
    };
    Tracker own = opened(config);
    tracker = &own;
    CHECK(own.track("e", {}, {Priority::immediate, {}}).ok());
    check(tracked.get_future().get(),
          "taken, and not written yet: a callback cannot wait for that");
    CHECK(own.close(10s).ok());
  }
}

TEST_CASE("tracker: what the user said is remembered and wins, and a denial erases what was kept",
          "[tracker]") {
  const TemporaryDirectory root;
  Config config = quiet_config(kNobody, root.path());
  config.consent = Consent::pending;
  {
    Tracker tracker = opened(config);
    CHECK(tracker.track("waits").ok());
    CHECK(names_in(root.path()).empty());
    CHECK(tracker.set_consent(Consent::granted).ok());
    CHECK(tracker.track("a visitor's secret").ok());
  }
  {
    const Tracker tracker = opened(config);
    CHECK(tracker.stats().recovered == 2);
  }
  CHECK_FALSE(files_with(root.path(), "a visitor's secret").empty());
  config.consent = Consent::denied;
  {
    Tracker tracker = opened(config);
    CHECK(tracker.stats().recovered == 2);
    CHECK(tracker.set_consent(Consent::denied).ok());
    check_not_taken(tracker.track("e"), StatusCode::switched_off);
  }
  CHECK(files_with(root.path(), "a visitor's secret").empty());
  config.consent = Consent::granted;
  Tracker tracker = opened(config);
  CHECK(tracker.stats().recovered == 0);
  check_not_taken(tracker.track("e"), StatusCode::switched_off);
}

TEST_CASE("tracker: who never agreed and then says no has no staging file", "[tracker]") {
  const TemporaryDirectory root;
  Config config = quiet_config(kNobody, root.path());
  config.consent = Consent::pending;
  Tracker tracker = opened(config);
  CHECK(tracker.track("e").ok());
  CHECK(std::filesystem::is_empty(root.path()));
  REQUIRE(tracker.set_consent(Consent::denied).ok());
  CHECK_FALSE(std::filesystem::exists(root.file("staging.ring")));
}

TEST_CASE("tracker: a denial erases nothing of another tracker's directory", "[tracker]") {
  const TemporaryDirectory root;
  Config config = quiet_config(kNobody, root.path());
  config.consent = Consent::pending;
  Tracker waiting = opened(config);  // It has not claimed the directory yet.
  config.consent = Consent::granted;
  Tracker owner = opened(config);
  CHECK(owner.track("kept").ok());
  CHECK_FALSE(waiting.set_consent(Consent::denied).ok());
  check_not_taken(waiting.track("e"), StatusCode::switched_off);
  CHECK(std::filesystem::exists(root.file("staging.ring")));
  owner = Tracker();
  CHECK(opened(config).stats().recovered == 1);
}

TEST_CASE("tracker: what was set aside is logged, and storage() says that it was", "[tracker]") {
  const TemporaryDirectory root;
  write_file(root.file("format"), "2\n");
  std::vector<std::string> warnings;
  std::mutex mutex;
  Config config = quiet_config(kNobody, root.path());
  config.log = [&](LogLevel level, std::string_view message) {
    const std::lock_guard lock(mutex);
    if (level == LogLevel::warning) warnings.emplace_back(message);
  };
  {
    Tracker tracker = opened(config);
    CHECK(tracker.track("e").ok());
  }
  const auto told = [&](std::string_view part) {
    const std::lock_guard lock(mutex);
    for (const std::string& warning : warnings) {
      if (warning.find(part) != std::string::npos) return true;
    }
    return false;
  };
  CHECK(told("set-aside-1"));
  REQUIRE(std::filesystem::exists(root.file("events.db")));
  for (const char* name : {"events.db-wal", "events.db-shm"}) {
    std::filesystem::remove(root.file(name));
  }
  write_file(root.file("events.db"), std::string(8'192, 'x'));
  const Tracker tracker = opened(config);
  CHECK(tracker.storage().code() == StatusCode::storage_corrupt);
  CHECK(tracker.storage().message().find("events.db") != std::string_view::npos);
}

TEST_CASE("tracker: a directory that cannot be used costs the disk, not the tracker", "[tracker]") {
  const TemporaryDirectory root;
  write_file(root.file("plain"), "a file");
  Tracker tracker = opened(quiet_config(kNobody, root.file("plain/data")));
  CHECK(tracker.storage().code() == StatusCode::storage_unavailable);
  CHECK(tracker.storage().message().find("plain") != std::string_view::npos);
  CHECK(tracker.track("e").sequence == 1);
}
