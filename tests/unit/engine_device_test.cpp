// The engine's use of the device's reports about itself; policy_test.cpp tests the rules.
#include "engine.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

std::uint64_t requests_for(const World& world, SendReason reason) {
  return world.stats().requests_for[static_cast<std::size_t>(reason)];
}

}  // namespace

TEST_CASE("engine: without a network nothing is tried, and with one what is due goes at once",
          "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.engine->set_device({.network = {NetworkKind::none}});
  world.track("waits");
  world.track("urgent", "{}", Priority::immediate);
  CHECK_FALSE(world.flush(10 * kHour));
  CHECK(world.transport.requests.empty());
  CHECK(world.disk.segments.size() == 2);
  world.engine->set_device({});
  world.run_for(10);
  REQUIRE(world.transport.requests.size() == 1);
  CHECK(world.stats().delivered == 2);
  CHECK(world.flushed);
}

TEST_CASE("engine: while power is saved, all but immediate events waits until it is not",
          "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.engine->set_device({.power = {.saving = true}});
  world.track("waits");
  world.track("waits too", "{}", Priority::deferred);
  world.run_for(10 * kHour);
  CHECK(world.transport.requests.empty());
  CHECK(world.stats().waits_for == SendReason::held_back);
  world.track("urgent", "{}", Priority::immediate);
  world.run_for(kHour);
  REQUIRE(world.transport.requests.size() == 1);
  CHECK(requests_for(world, SendReason::immediate) == 1);
  CHECK(world.transport.requests[0].events.size() == 1);
  CHECK(world.stats().delivered == 1);
  world.engine->set_device({});
  world.run_for(1'000);
  CHECK(world.transport.requests.size() == 2);
  CHECK(requests_for(world, SendReason::deadline) == 1);
  CHECK(world.stats().waits_for == SendReason::nothing_queued);
  CHECK(world.stats().delivered == 3);
}

TEST_CASE("engine: an application in the background leaves one request and no timer behind",
          "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(900);
  world.run_for(2'000);
  const std::size_t before = world.transport.requests.size();
  world.track("staged last");
  world.engine->set_device({.app = AppState::background});
  world.run_for(2'000);
  REQUIRE(world.transport.requests.size() == before + 1);
  CHECK(world.transport.requests.back().events.back().sequence == 901);
  CHECK(requests_for(world, SendReason::parting) == 1);
  CHECK(world.scheduler.timers.empty());
  world.track("in the background");
  world.run_for(24 * kHour);
  CHECK(world.transport.requests.size() == before + 1);
  CHECK(world.scheduler.timers.empty());
  world.engine->set_device({});
  world.run_for(1'000);
  CHECK(world.stats().delivered == 902);
}

TEST_CASE("engine: what is being written goes with the one request that is left behind",
          "[engine][device]") {
  World world;
  world.options.durability = Durability::power_safe;  // So that all is written before it goes.
  REQUIRE(world.start().ok());
  world.track("first");
  REQUIRE(world.flush(1'000));
  world.track_many(5);
  world.run_for(2'000);
  world.track("staged last", "{}", Priority::deferred);  // In another segment.
  world.engine->set_device({.app = AppState::background});
  world.run_for(2'000);
  REQUIRE(world.transport.requests.size() == 2);
  CHECK(world.transport.requests.back().events.size() == 6);
}

TEST_CASE("engine: what is said while the store is read counts from the first request on",
          "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(5);
  world.run_for(2'000);
  world.kill();
  world.while_loading = [&] { world.engine->set_device({.power = {.battery_percent = 5}}); };
  REQUIRE(world.start().ok());
  world.run_for(kHour);
  CHECK(world.stats().recovered == 5);
  CHECK(world.transport.requests.empty());
}

TEST_CASE(
    "engine: an application that ends leaves one request behind, and what is tracked then is "
    "stored",
    "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("staged last");
  world.engine->set_device({.app = AppState::terminating});
  world.run_for(2'000);
  REQUIRE(world.transport.requests.size() == 1);
  world.track("later", "{}", Priority::immediate);
  world.run_for(kHour);
  CHECK(world.transport.requests.size() == 1);
  CHECK(world.disk.segments.size() == 1);
}

TEST_CASE("engine: a queue that is full while nothing may be sent makes room, as ever",
          "[engine][device]") {
  World world;
  world.options.limits.queue_bytes_max = 100'000;
  REQUIRE(world.start().ok());
  world.track("first");
  REQUIRE(world.flush(1'000));  // Deliveries succeed.
  world.engine->set_device({.network = {NetworkKind::roaming}});
  const std::string text = "{\"text\":\"" + std::string(900, 'x') + "\"}";
  for (int i = 0; i < 300; ++i) {
    REQUIRE(world.track("e", text).ok());
    world.run_for(2'000);
  }
  const Stats stats = world.stats();
  CHECK(stats.accepted == 301);
  CHECK(stats.dropped[static_cast<std::size_t>(DropReason::queue_full)] > 150);
  CHECK(stats.queued_events > 50);
}

TEST_CASE("engine: what has waited rides along when the application uses the network",
          "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("e");
  world.run_for(5'000);
  CHECK(world.transport.requests.empty());
  world.engine->note_network_activity();
  world.run_for(10);
  REQUIRE(world.transport.requests.size() == 1);
  CHECK(world.stats().delivered == 1);
}

TEST_CASE("engine: neither a network nor its use ends a back-off", "[engine][device]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}, 0}; };
  REQUIRE(world.start().ok());
  world.track("e");
  CHECK_FALSE(world.flush(1'000));
  REQUIRE(world.transport.requests.size() == 1);
  world.engine->set_device({.network = {NetworkKind::none}});
  world.engine->set_device({.network = {NetworkKind::unmetered}});
  world.engine->note_network_activity();
  world.run_for(2'000);
  CHECK(world.transport.requests.size() == 1);
}

TEST_CASE("engine: while it is left, requests are short, and what follows is deferred",
          "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(400);
  world.run_for(1'100);
  world.engine->set_leaving(2'000);
  CHECK(world.flush(10'000));
  const auto& requests = world.transport.requests;
  REQUIRE(requests.size() > 5);
  for (const SentRequest& request : requests) CHECK(request.body.size() < 3'000);
  CHECK(world.transport.deferred.empty());  // Behind the last one.
  world.engine->set_leaving(0);
  world.track_many(400);
  CHECK(world.flush(10'000));
  CHECK(requests.back().events.size() == 400);
  CHECK(world.stats().delivered == 800);
}

TEST_CASE("engine: what is deferred follows what is sent, and goes again if nobody ends",
          "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.track("first");
  REQUIRE(world.flush(1'000));
  world.transport.reply_ms = 5'000;
  world.track_many(300);
  world.run_for(1'100);
  world.engine->set_leaving(2'000);
  CHECK_FALSE(world.flush(1'000));
  REQUIRE(world.transport.requests.size() == 2);
  const std::vector<SentEvent> sent = world.transport.requests.back().events;
  const std::vector<SentEvent> deferred = world.transport.deferred;
  REQUIRE(deferred.size() > 5);
  CHECK(world.transport.deferred_to == world.transport.requests.back().url);
  CHECK(deferred.front().sequence == sent.back().sequence + 1);
  CHECK(deferred.back().sequence == sent.back().sequence + deferred.size());
  CHECK(world.flush(60'000));
  CHECK(world.stats().delivered == 301);
  CHECK(world.stats().duplicates == 0);
  CHECK(world.transport.requests[2].events.front().sequence == deferred.front().sequence);
}

TEST_CASE("engine: what is deferred is taken back by whatever shows or makes it wrong",
          "[engine][device]") {
  World world;
  REQUIRE(world.start().ok());
  world.transport.reply_ms = 5'000;
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}, {}}; };
  world.track_many(300);
  world.run_for(1'100);
  world.engine->set_leaving(2'000);
  CHECK_FALSE(world.flush(1'000));
  REQUIRE_FALSE(world.transport.deferred.empty());
  SECTION("a reply, for then the page lives") {
    world.run_for(4'500);
  }
  SECTION("the page's return") {
    world.engine->set_leaving(0);
  }
  SECTION("another key") {
    world.engine->set_key("NEW");
  }
  SECTION("reset()") {
    world.engine->reset({});
  }
  SECTION("a denial") {
    world.engine->set_consent(Consent::denied, {});
  }
  CHECK(world.transport.deferred.empty());
}
