#include "engine.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

nlohmann::json section(const SentRequest& request, std::size_t index = 0) {
  return nlohmann::json::parse(request.body).find("sections").value()[index];
}

}  // namespace

TEST_CASE("engine: a refused event is dropped, counted and reported; the rest is delivered",
          "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) {
    Answer answer = ok(request);
    answer.body.insert(answer.body.size() - 1,
                       ",\"refused\":[{\"section\":0,\"sequence\":3,\"code\":\"invalid_name\","
                       "\"pointer\":\"/n\",\"message\":\"no\"}]");
    return answer;
  };
  REQUIRE(world.start().ok());
  world.track_many(5);
  CHECK(world.flush(1'000));
  CHECK(world.stats().delivered == 4);
  CHECK(dropped(world, DropReason::refused) == 1);
  const auto refusal = std::find_if(world.reports.begin(), world.reports.end(), [](auto& report) {
    return report.outcome == DeliveryOutcome::dropped;
  });
  REQUIRE(refusal != world.reports.end());
  CHECK(refusal->first == 3);
  world.run_for(kHour);  // A drop is announced, without another event.
  CHECK(section(world.transport.requests.back())["dropped"].dump() == "[[3,3,\"refused\"]]");
}

TEST_CASE("engine: a batch announces what is acknowledged and what was accepted", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  CHECK(world.flush(1'000));
  world.track_many(2);
  CHECK(world.flush(1'000));
  REQUIRE(world.transport.requests.size() == 2);
  CHECK(section(world.transport.requests[0])["acked_below"] == 1);
  CHECK(section(world.transport.requests[0])["last_accepted"] == 3);
  CHECK(section(world.transport.requests[1])["acked_below"] == 4);
  CHECK(section(world.transport.requests[1])["last_accepted"] == 5);
}

TEST_CASE("engine: a finished stream is announced as final once, then forgotten", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  CHECK(world.flush(1'000));
  REQUIRE(world.restart().ok());
  world.track("e");
  CHECK(world.flush(1'000));
  const auto finished = section(world.transport.requests.back(), 1);
  CHECK(finished["final"] == true);
  CHECK(finished["acked_below"] == 4);
  CHECK(finished["events"].empty());
  world.track("e");
  CHECK(world.flush(1'000));
  CHECK(nlohmann::json::parse(world.transport.requests.back().body)["sections"].size() == 1);
}

TEST_CASE("engine: events keep the user they were tracked under", "[engine]") {
  World world;
  bool online = false;
  world.transport.collector = [&](const SentRequest& request) {
    return online ? ok(request) : Answer{0, {}, {}};
  };
  REQUIRE(world.start().ok());
  REQUIRE(world.engine->recorder().set_user("A").ok());
  world.track("a");
  world.run_for(40'000);
  REQUIRE(world.engine->recorder().set_user("").ok());
  world.track("nobody");
  REQUIRE(world.engine->recorder().set_user("B").ok());
  world.track("b");
  world.kill();  // Without a drain: the contexts are recovered from the staging log.
  REQUIRE(world.start().ok());
  online = true;
  CHECK(world.flush(10 * 60'000));
  std::map<std::string, std::string> user_of;
  for (const SentEvent& event : world.transport.requests.back().events) {
    const auto context = nlohmann::json::parse(event.context);
    user_of[nlohmann::json::parse(event.text)["n"]] = context.value("user", "");
  }
  CHECK(user_of == std::map<std::string, std::string>{{"a", "A"}, {"nobody", ""}, {"b", "B"}});
}

TEST_CASE("engine: pending consent writes nothing; granting it delivers what waited", "[engine]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  world.track_many(10);
  world.run_for(kHour);
  CHECK(world.store->commits == 0);
  CHECK(world.transport.requests.empty());
  REQUIRE(world.set_consent(Consent::granted).ok());
  world.track_many(5);
  CHECK(world.flush(1'000));
  CHECK(world.delivered().size() == 15);
}

TEST_CASE("engine: consent that comes while the staging log cannot be had holds as soon as it can",
          "[engine]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  world.track_many(3);
  world.disk.staging.missing = true;
  CHECK(world.set_consent(Consent::granted).code() == StatusCode::storage_unavailable);
  CHECK(world.stats().storage == StatusCode::storage_unavailable);
  world.track_many(3);
  CHECK_FALSE(world.flush(1'000));
  CHECK(world.transport.requests.empty());
  world.disk.staging.missing = false;
  world.run_for(2 * world.options.limits.drain_interval.count());
  CHECK(world.flushed);
  CHECK(world.stats().delivered == 6);
  CHECK(world.stats().storage == StatusCode::ok);
}

TEST_CASE("engine: consent that is withdrawn before it took effect drops nothing twice",
          "[engine]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  world.track_many(3);
  REQUIRE(world.set_consent(Consent::denied).ok());
  CHECK(dropped(world, DropReason::consent_denied) == 3);
  world.store->failure = Status(StatusCode::storage_unavailable, "full");
  CHECK(world.set_consent(Consent::granted).code() == StatusCode::storage_unavailable);
  world.store->failure = Status();
  CHECK(world.set_consent(Consent::denied).ok());
  CHECK(dropped(world, DropReason::consent_denied) == 3);
  REQUIRE(world.set_consent(Consent::granted).ok());
  world.track_many(2);
  CHECK(world.flush(1'000));
  CHECK(world.stats().delivered == 2);
}

TEST_CASE("engine: a refused key is remembered over a reset and a restart", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("good");
  REQUIRE(world.flush(1'000));
  world.transport.collector = [](const SentRequest& request) { return ours(401, request); };
  world.track("e", "{}", Priority::immediate);
  world.run_for(1'000);
  const std::size_t asked = world.transport.requests.size();
  REQUIRE(world.reset().ok());
  world.run_for(2'000);
  REQUIRE(world.restart().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(kHour / 2);
  CHECK(world.transport.requests.size() == asked);
  world.run_for(kHour);
  CHECK(world.transport.requests.size() > asked);
}

TEST_CASE("engine: events that a reset forgot do not keep later ones from being noticed",
          "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, 0}; };
  world.store->failure = Status(StatusCode::storage_unavailable, "full");
  world.track("stored in vain");
  world.run_for(1'500);
  world.track("staged", "{}", Priority::immediate);  // It waits for the next try to store.
  world.run_for(10);
  world.store->failure = Status();
  REQUIRE(world.reset().ok());
  world.run_for(60'000);
  world.transport.requests.clear();
  world.transport.collector = ok;
  world.track("later", "{}", Priority::immediate);
  world.run_for(1'000);
  CHECK(world.transport.requests.size() == 1);
  CHECK(world.stats().delivered == 1);
}

TEST_CASE("engine: how often a batch was halved is forgotten with a reset", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("good");
  REQUIRE(world.flush(1'000));  // While deliveries succeed, halves are sent without a wait.
  world.transport.requests.clear();
  std::size_t reset_after = 5;
  world.transport.collector = [&](const SentRequest& request) {
    if (world.transport.requests.size() == reset_after) {
      world.engine->reset(Engine::Done::to<&World::forget_status>(&world));
    }
    return ours(413, request);
  };
  world.track_many(64);
  world.flush(100);
  REQUIRE(world.transport.requests.size() == reset_after);
  world.track_many(20);
  world.flush(100);
  // By now 4 events make a batch: 2·log2(4) + 2 halvings, and the one that is too many.
  CHECK(world.transport.requests.back().events.size() == 1);
  CHECK(world.transport.requests.size() - reset_after == 7);
}

TEST_CASE("engine: what is beyond the queue's bound at the start is evicted", "[engine]") {
  World world;
  world.options.limits.segment_events_max = 10;
  REQUIRE(world.start().ok());
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, 0}; };
  world.track_many(300);
  world.run_for(2'000);
  REQUIRE(world.stats().queued_events == 300);
  world.options.limits.queue_bytes_max = 4'000;
  REQUIRE(world.restart().ok());
  CHECK(world.stats().queued_bytes <= 4'000);
  CHECK(world.stats().queued_events > 0);
  CHECK(dropped(world, DropReason::queue_full) == 300 - world.stats().queued_events);
}

TEST_CASE("engine: denied consent erases, silences, and is remembered", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(10);
  world.run_for(2'000);
  world.track_many(5);
  REQUIRE(world.set_consent(Consent::denied).ok());
  CHECK(world.disk.segments.empty());
  CHECK(world.disk.values.size() == 1);  // The denial.
  CHECK(dropped(world, DropReason::consent_denied) == 15);
  CHECK(world.track("e").code() == StatusCode::switched_off);
  REQUIRE(world.restart().ok());  // The configuration still says granted.
  CHECK(world.track("e").code() == StatusCode::switched_off);
  world.run_for(kHour);
  CHECK(world.transport.requests.empty());
  for (std::byte byte : world.disk.staging.region()) REQUIRE(byte == std::byte{0});
  REQUIRE(world.set_consent(Consent::granted).ok());
  CHECK(world.track("e").ok());
  CHECK(world.flush(1'000));
}

TEST_CASE("engine: reset() purges, and starts as somebody else", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  REQUIRE(world.engine->recorder().set_user("A").ok());
  world.track("first");
  CHECK(world.flush(1'000));
  world.track_many(7);
  REQUIRE(world.reset().ok());
  CHECK(dropped(world, DropReason::purged) == 7);
  world.track("second");
  CHECK(world.flush(1'000));
  const auto before = section(world.transport.requests.front());
  const auto after = section(world.transport.requests.back());
  CHECK(before["installation"] != after["installation"]);
  CHECK(before["stream"] != after["stream"]);
  CHECK_FALSE(after["context"].contains("user"));
  CHECK(after["context"]["session"]["number"] == 1);
  CHECK(before["context"]["session"]["id"] != after["context"]["session"]["id"]);
}

TEST_CASE("engine: a full queue evicts the least urgent first, then the oldest", "[engine]") {
  World world;
  world.options.limits.queue_bytes_max = 20'000;
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  REQUIRE(world.start().ok());
  const std::string filler = "{\"text\":\"" + std::string(900, 'x') + "\"}";
  for (int i = 0; i < 5; ++i) world.track("urgent", filler, Priority::immediate);
  world.run_for(1'500);
  for (int i = 0; i < 5; ++i) world.track("deferred", filler, Priority::deferred);
  world.run_for(1'500);
  for (int i = 0; i < 40; ++i) {
    world.track("normal", filler);
    world.run_for(1'500);
  }
  CHECK(world.stats().queued_bytes <= 20'000);
  std::set<std::uint64_t> gone;
  for (const auto& report : world.reports) {
    if (report.outcome == DeliveryOutcome::dropped) {
      for (std::uint64_t s = report.first; s <= report.last; ++s) gone.insert(s);
    }
  }
  for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) CHECK(gone.count(sequence) == 0);
  for (std::uint64_t sequence = 6; sequence <= 10; ++sequence) CHECK(gone.count(sequence) == 1);
  CHECK(gone.count(11) == 1);
  CHECK(gone.count(50) == 0);
  CHECK(dropped(world, DropReason::queue_full) == gone.size());
}

TEST_CASE("engine: where all of a full queue is too old, what waits for its room is delivered",
          "[engine]") {
  World world(64 * 1024);
  world.options.limits.queue_bytes_max = 20'000;
  REQUIRE(world.start().ok());
  world.track("first");
  REQUIRE(world.flush(1'000));  // Deliveries succeed, so a full queue drives nothing out.
  world.transport.reply_ms = 8 * 24 * kHour;
  world.transport.collector = [&world](const SentRequest& request) {
    return std::exchange(world.transport.reply_ms, 0) != 0 ? ours(400, request) : ok(request);
  };
  const std::string text = "{\"text\":\"" + std::string(900, 'x') + "\"}";
  for (int i = 0; i < 40; ++i) REQUIRE(world.track("old", text).ok());
  world.run_for(8 * 24 * kHour - 100'000);
  REQUIRE(world.track("waits", text).ok());
  CHECK(world.flush(kHour));
  const Stats stats = world.stats();
  CHECK(stats.queued_events == 0);
}

TEST_CASE("engine: events older than queue_age_max are dropped; clocks set wrong drop none",
          "[engine][slow]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  REQUIRE(world.start().ok());
  world.track_many(10);
  world.run_for(2'000);
  SECTION("after eight days") {
    world.run_for(8 * 24 * kHour);
    CHECK(dropped(world, DropReason::expired) == 10);
  }
  SECTION("not by a wall clock that jumps while running") {
    world.clock.wall_ms += 365 * 24 * kHour;
    world.run_for(kHour);
    CHECK(dropped(world, DropReason::expired) == 0);
  }
  SECTION("not by a wall clock that jumps across a reboot, and the network is tried again") {
    const std::int64_t jump = GENERATE(-365 * 24 * kHour, 365 * 24 * kHour);
    world.kill();
    world.clock.wall_ms += jump;
    world.clock.monotonic_ms = 5'000;
    world.clock.boot = {{2}};
    world.transport.collector = ok;
    REQUIRE(world.start().ok());
    CHECK(world.flush(2 * kHour));
    CHECK(world.stats().delivered == 10);
    CHECK(section(world.transport.requests.back())["clock"] == "wall");
  }
}

TEST_CASE("engine: opened_ago is taken from the monotonic clock while the boot is the same",
          "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("e");
  world.run_for(2'000);
  world.kill();
  world.clock.wall_ms -= 365 * 24 * kHour;
  world.clock.advance(10'000);
  REQUIRE(world.start().ok());
  CHECK(world.flush(1'000));
  const auto sent = section(world.transport.requests.back());
  CHECK(sent["opened_ago_ms"] == 12'000);
  CHECK_FALSE(sent.contains("clock"));
}

TEST_CASE("engine: while the store cannot be written events wait, and then arrive once",
          "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.store->failure = Status(StatusCode::storage_unavailable, "disk full");
  world.track_many(50);
  world.run_for(60'000);
  CHECK(world.stats().storage == StatusCode::storage_unavailable);
  world.track_many(50);
  world.store->failure = Status();
  world.run_for(5'000);
  CHECK(world.stats().storage == StatusCode::ok);
  CHECK(world.flush(5'000));
  CHECK(world.delivered().size() == 100);
}

TEST_CASE("engine: a store that cannot be opened is said, and nothing is started", "[engine]") {
  World world;
  world.store = nullptr;
  REQUIRE(world.start().ok());
  world.kill();
  world.store = std::make_unique<FakeStore>(world.scheduler, world.disk);
  world.store->failure = Status(StatusCode::storage_unavailable, "no");
  world.engine =
      std::make_unique<Engine>(Ports{world.clock, world.entropy, world.scheduler,
                                     world.disk.staging, *world.store, world.transport, world.log},
                               world.options, world);
  Status seen;
  world.engine->open(
      Engine::Done([](void* to, const Status& s) { *static_cast<Status*>(to) = s; }, &seen));
  world.scheduler.run_posted();
  CHECK(seen.code() == StatusCode::storage_unavailable);
  CHECK(world.track("e").code() == StatusCode::closed);
}

TEST_CASE("engine: a session ends after 30 idle minutes and survives a restart", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  const auto session = [&] {
    world.track("e");
    CHECK(world.flush(10));
    // The new event's: the events that are sent again after a restart stand before it.
    return nlohmann::json::parse(world.transport.requests.back().events.back().context)["session"];
  };
  const auto first = session();
  CHECK(first["number"] == 1);
  world.run_for(29 * 60'000);
  CHECK(session() == first);
  REQUIRE(world.restart().ok());
  CHECK(session() == first);
  world.run_for(31 * 60'000);
  const auto second = session();
  CHECK(second["number"] == 2);
  CHECK(second["id"] != first["id"]);
}

TEST_CASE("engine: order is kept for each stream and priority, also when batches are halved",
          "[engine]") {
  World world;
  int requests = 0;
  std::vector<std::uint64_t> delivered;
  world.transport.collector = [&](const SentRequest& request) {
    if (request.events.size() > 40 && ++requests % 3 != 0) return ours(413, request);
    for (const SentEvent& event : request.events) delivered.push_back(event.sequence);
    return ok(request);
  };
  REQUIRE(world.start().ok());
  for (int i = 0; i < 10; ++i) {
    world.track_many(60);
    world.run_for(1'100);
  }
  world.flush(kHour);
  CHECK(delivered.size() == 600);
  CHECK(std::is_sorted(delivered.begin(), delivered.end()));
}

TEST_CASE("engine: what a store lost in a power cut is found again in the staging log",
          "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  REQUIRE(world.start().ok());
  world.track_many(20);
  world.run_for(1'100);
  const auto segments = world.disk.segments;
  const auto values = world.disk.values;
  world.track_many(30);
  world.run_for(1'100);
  world.kill();
  world.disk.segments = segments;
  world.disk.values = values;
  world.transport.collector = ok;
  REQUIRE(world.start().ok());
  CHECK(world.flush(20'000));
  std::set<std::uint64_t> delivered;
  for (const auto& [event, times] : world.delivered()) delivered.insert(event.second);
  CHECK(delivered.size() == 50);
  CHECK(dropped(world, DropReason::corrupt) == 0);
}

TEST_CASE("engine: while deliveries succeed, what is acknowledged never goes to the store",
          "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("first", "{}", Priority::immediate);
  world.run_for(1'500);
  const int commits = world.store->commits;
  for (int i = 0; i < 100; ++i) {
    world.track("e", "{}", Priority::immediate);
    world.run_for(5);
    CHECK(world.disk.segments.empty());
  }
  CHECK(world.stats().delivered == 101);
  CHECK(world.store->commits - commits <= 1);
  CHECK(world.engine->recorder().log().used() == 0);
}

TEST_CASE("engine: reset() while drops wait to be announced ends in silence", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) {
    Answer answer = ok(request);
    answer.body.insert(answer.body.size() - 1,
                       ",\"refused\":[{\"section\":0,\"sequence\":1,\"code\":\"invalid_name\"}]");
    return answer;
  };
  REQUIRE(world.start().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(10);
  REQUIRE(dropped(world, DropReason::refused) == 1);
  REQUIRE(world.reset().ok());
  world.run_for(kHour);
  CHECK(world.transport.requests.size() == 1);
}
