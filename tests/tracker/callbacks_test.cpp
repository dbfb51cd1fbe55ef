// Every public function of Tracker, called from every callback.
#include <atomic>
#include <future>
#include <map>
#include <string>

#include "contract/support/files.h"
#include "contract/support/http_server.h"
#include "godwit/tracker.h"
#include "support/catch.h"
#include "tracker/support.h"

using namespace godwit;
using namespace std::chrono_literals;

namespace {

using Answers = std::map<std::string, Status>;

// Calls everything once.
Answers call_everything(Tracker& tracker) {
  const Properties properties;
  TypedEvent typed;
  typed.name = "typed";
  typed.properties = "{}";
  Answers answers;
  answers["track"] = tracker.track("listed", {{"a", 1}}).status;
  answers["track, collected"] = tracker.track("collected", properties).status;
  answers["track_json"] = tracker.track_json("text", "{}").status;
  answers["track_typed"] = tracker.track_typed(typed).status;
  answers["set_user"] = tracker.set_user("user");
  answers["set_super_property"] = tracker.set_super_property("plan", "free");
  answers["set_power"] = tracker.set_power(PowerState{});
  answers["set_network"] = tracker.set_network(NetworkState{});
  answers["set_app_state"] = tracker.set_app_state(AppState::foreground);
  answers["note_network_activity"] = tracker.note_network_activity();
  answers["set_key"] = tracker.set_key("OTHER");
  answers["set_consent"] = tracker.set_consent(Consent::denied);
  answers["reset"] = tracker.reset();
  answers["flush"] = tracker.flush(10s);
  answers["close"] = tracker.close(10s);
  static_cast<void>(tracker.stats());
  static_cast<void>(tracker.storage());
  return answers;
}

// From the engine's thread all is done at once but what waits for that thread.
void check_answers(const Answers& answers) {
  CHECK(answers.size() == 15);
  for (const auto& [name, status] : answers) {
    INFO(name << ": " << status.message());
    const bool waits = name == "set_key" || name == "set_consent" || name == "reset" ||
                       name == "flush" || name == "close";
    CHECK(status.code() == (waits ? StatusCode::invalid_argument : StatusCode::ok));
  }
}

std::uint64_t left_and_queued(const Stats& stats) {
  std::uint64_t sum = stats.delivered + stats.queued_events;
  for (const std::uint64_t count : stats.dropped) sum += count;
  return sum;
}

// Refuses the first event of a batch by name.
ServedReply refuse_first(const ServedRequest& request) {
  return {http_reply("200 OK", "{\"godwit\":1,\"batch\":\"" + batch_of(request) +
                                   "\",\"refused\":[{\"section\":0,\"sequence\":1,\"code\":"
                                   "\"invalid_name\"}]}")};
}

ServedReply fail(const ServedRequest&) {
  return {http_reply("503 Service Unavailable", "{}")};
}

}  // namespace

TEST_CASE("tracker: on_delivery may call every function", "[tracker][callbacks]") {
  const TemporaryDirectory root;
  HttpServer::Handler answer = store;
  SECTION("of a delivery") {}
  SECTION("of a refusal") {
    answer = refuse_first;
  }
  SECTION("of a failure") {
    answer = fail;
  }
  const HttpServer server(answer);
  Config config = quiet_config(server.url(), root.path());
  Tracker tracker;
  std::promise<Answers> answers;
  std::atomic<bool> told = false;
  config.on_delivery = [&](const DeliveryReport&) {
    const Stats stats = tracker.stats();
    CHECK(stats.accepted == left_and_queued(stats));
    if (!told.exchange(true)) answers.set_value(call_everything(tracker));
  };
  tracker = opened(config);
  CHECK(tracker.track("e").ok());
  CHECK(tracker.track("e").ok());
  static_cast<void>(tracker.flush(5s));
  check_answers(answers.get_future().get());
  CHECK(tracker.track("afterwards").ok());
  CHECK(tracker.stats().accepted == 7);
  static_cast<void>(tracker.close(0s));
  CHECK(tracker.stats().accepted == left_and_queued(tracker.stats()));
}

TEST_CASE("tracker: log may call every function", "[tracker][callbacks]") {
  const TemporaryDirectory root;
  const HttpServer server(fail);
  Config config = quiet_config(server.url(), root.path());
  Tracker tracker;
  std::promise<Answers> answers;
  std::atomic<bool> told = false;
  config.log = [&](LogLevel, std::string_view) {
    if (!told.exchange(true)) answers.set_value(call_everything(tracker));
  };
  tracker = opened(config);
  CHECK(tracker.track("e").ok());
  static_cast<void>(tracker.flush(5s));
  check_answers(answers.get_future().get());
  CHECK(tracker.stats().accepted == 5);
  CHECK(tracker.stats().queued_events == 5);
}

TEST_CASE("tracker: before_send may call every function, but does not track",
          "[tracker][callbacks]") {
  const TemporaryDirectory root;
  const HttpServer server(store);
  Config config = quiet_config(server.url(), root.path());
  Tracker tracker;
  Answers answers;
  config.before_send = [&](EventDraft& draft) {
    if (draft.name == "e") answers = call_everything(tracker);
  };
  tracker = opened(config);
  CHECK(tracker.track("e").ok());
  for (const auto& [name, status] : answers) {
    if (name.starts_with("track")) CHECK(status.code() == StatusCode::invalid_argument);
  }
  std::erase_if(answers, [](const auto& item) { return item.first.starts_with("track"); });
  for (const char* name : {"track", "track, collected", "track_json", "track_typed"}) {
    answers[name] = Status();
  }
  check_answers(answers);
  CHECK(tracker.flush(10s).ok());
  CHECK(tracker.stats().delivered == 1);
  CHECK(tracker.stats().declined == 4);
}
