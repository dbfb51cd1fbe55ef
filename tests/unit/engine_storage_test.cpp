// The engine's writes to the store, and their number.
#include <algorithm>
#include <cstring>
#include <string>

#include "delivery/retry_policy.h"

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

TEST_CASE("engine: what changes with the time alone is stored once a minute", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}}; };
  world.track("first");
  world.run_for(2'000);
  const auto first = world.disk.values;
  for (int second = 0; second < 50; ++second) {
    world.track("more");
    world.run_for(1'000);
  }
  CHECK(world.disk.values.at("session") == first.at("session"));
  CHECK(world.disk.values.at("timeline") == first.at("timeline"));
  world.run_for(10'000);
  world.track("last");
  world.run_for(2'000);
  CHECK(world.disk.values.at("session") != first.at("session"));
  CHECK(world.disk.values.at("timeline") != first.at("timeline"));
}

TEST_CASE("engine: how far a stream went is known from its segments alone", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}}; };
  world.track_many(3);
  world.run_for(5'000);
  world.track_many(4);  // The stream's entry was written with the first three.
  world.run_for(2'000);
  world.kill();
  REQUIRE(world.disk.staging.erase().ok());
  world.transport.collector = ok;
  REQUIRE(world.start().ok());
  REQUIRE(world.flush(600'000));
  CHECK(world.transport.requests.back().body.find("\"last_accepted\":7") != std::string::npos);
}

TEST_CASE("engine: whenever a process is killed amid deliveries, nothing that it took is lost",
          "[engine][slow]") {
  // So large that the staging log is full all the time, and its ring goes around a few times.
  const std::string properties = "{\"text\":\"" + std::string(12'000, 'x') + "\"}";
  for (int steps = 0; steps < 40; steps += 3) {
    CAPTURE(steps);
    World world(64 * 1024);
    REQUIRE(world.start().ok());
    world.track("first");
    REQUIRE(world.flush(1'000));
    std::size_t tracked = 1;
    for (int step = 0; step < steps; ++step) {
      while (world.track("event", properties, Priority::immediate).ok()) ++tracked;
      if (!world.scheduler.posted.empty()) world.scheduler.run_one();
    }
    world.kill();
    REQUIRE(world.start().ok());
    CHECK(world.flush(2'000));
    CHECK(world.delivered().size() == tracked);
  }
}

TEST_CASE("engine: nothing is sent before the claim is granted, and then it is released",
          "[engine]") {
  World world;
  world.transport.shared = true;
  REQUIRE(world.start().ok());
  world.track("event");
  world.run_for(60'000);
  CHECK(world.transport.requests.empty());
  world.transport.waiting();
  world.run_for(1'000);
  CHECK(world.stats().delivered == 1);
  CHECK(world.transport.released > 0);
}

TEST_CASE("engine: an engine that waits for its turn keeps to the back-off of the one before",
          "[engine]") {
  World world;
  const std::int64_t begun_ms = world.clock.monotonic_ms;
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}}; };
  REQUIRE(world.start().ok());
  world.track("event");
  world.run_for(40'000);
  const std::string failed = world.disk.values.at("retry");
  world.transport.collector = ok;
  REQUIRE(world.flush(600'000));
  const auto before = world.transport.requests.size();

  world.transport.shared = true;
  world.track("later");
  world.run_for(31'000);
  const std::int64_t asked_ms = world.clock.monotonic_ms - begun_ms;
  RetryState others;
  std::memcpy(&others, failed.data(), sizeof others);
  others.not_before_ms = asked_ms + 100'000;
  world.engine->adopt_retry({reinterpret_cast<const char*>(&others), sizeof others});
  world.transport.waiting();
  world.run_for(90'000);
  CHECK(world.transport.requests.size() == before);
  CHECK(world.transport.released > 0);
  world.transport.shared = false;
  world.run_for(20'000);
  CHECK(world.transport.requests.size() == before + 1);
}

TEST_CASE("engine: once another engine has delivered, the wait is over", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}}; };
  REQUIRE(world.start().ok());
  world.track("event");
  world.run_for(40'000);
  world.transport.collector = ok;
  world.transport.shared = true;
  world.run_for(600'000);
  REQUIRE(world.transport.waiting);
  world.engine->adopt_retry({});
  world.transport.waiting();
  world.run_for(1'000);
  CHECK(world.stats().delivered == 1);
}

TEST_CASE("engine: what was stored on a timeline ahead of ours goes within flush_interval",
          "[engine]") {
  World ahead;
  REQUIRE(ahead.start().ok());
  ahead.run_for(100 * kHour);
  ahead.transport.collector = [](const SentRequest&) { return Answer{503, {}}; };
  ahead.track_many(10);
  ahead.run_for(40'000);
  ahead.kill();
  REQUIRE_FALSE(ahead.disk.segments.empty());

  World world;
  SECTION("adopted from another opening") {
    world.entropy.prng = Prng(8);
    REQUIRE(world.start().ok());
    world.adopt(ahead.disk);
  }
  SECTION("our own, whose value was lost") {
    world.disk.segments = ahead.disk.segments;
    world.disk.values = ahead.disk.values;
    world.disk.values.erase("timeline");
    world.disk.values.erase("retry");
    REQUIRE(world.start().ok());
  }
  world.run_for(31'000);
  CHECK(world.stats().delivered == 10);
}

TEST_CASE("engine: a store that a read finds damaged gets again what is known",
          "[engine][storage]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}, {}}; };
  REQUIRE(world.start().ok());
  world.track("lost");
  CHECK_FALSE(world.flush(1'000));
  const std::map<std::string, std::string> before = world.disk.values;
  const std::string installation = before.at("installation");
  world.store->damaged_at_read = true;
  world.run_for(kHour / 6);
  REQUIRE_FALSE(world.store->damaged_at_read);
  for (const auto& [name, value] : before) {
    CAPTURE(name);
    CHECK(world.disk.values.contains(name));
  }
  CHECK(world.disk.values.at("installation") == installation);
  // The lost events are declared.
  world.transport.collector = ok;
  world.track("next");
  CHECK(world.flush(kHour));
  CHECK(dropped(world, DropReason::corrupt) == 1);
  CHECK(world.stats().delivered == 1);
}

TEST_CASE("engine: a store that goes on failing is said once, until it works again", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}}; };
  const auto fail_for_a_while = [&] {
    world.store->failure = Status(StatusCode::storage_unavailable, "the disk is full");
    for (int second = 0; second < 20; ++second) {
      world.track("e");
      world.run_for(1'000);
    }
    world.store->failure = Status();
    world.run_for(3'000);
  };
  const auto said = [&] {
    return std::count(world.log.lines.begin(), world.log.lines.end(), "the disk is full");
  };
  fail_for_a_while();
  CHECK(said() == 1);
  fail_for_a_while();
  CHECK(said() == 2);
}

TEST_CASE("engine: the stream of each process has a record of its own", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  REQUIRE(world.start().ok());
  for (int process = 1; process <= 3; ++process) {
    world.track("e");
    world.run_for(2'000);
    CHECK(std::count_if(world.disk.values.begin(), world.disk.values.end(), [](const auto& value) {
            return value.first.starts_with("stream/") && value.first.size() == 7 + sizeof(Id);
          }) == process);
    REQUIRE(world.restart().ok());
  }
}
