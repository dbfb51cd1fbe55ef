// 400 and 413: the batch is halved until what is at fault stands alone.
#include <string>

#include "engine.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

bool has_event(const SentRequest& request, std::string_view name) {
  return request.body.find("\"n\":\"" + std::string(name) + "\"") != std::string::npos;
}

}  // namespace

TEST_CASE("engine: our 400 drops the one event that cannot be read, and no other", "[engine]") {
  const int position = GENERATE(0, 1, 250, 498, 499);
  World world;
  world.transport.collector = [](const SentRequest& request) {
    return has_event(request, "poison") ? ours(400, request) : ok(request);
  };
  REQUIRE(world.start().ok());
  for (int i = 0; i < 500; ++i) world.track(i == position ? "poison" : "fine");
  CHECK(world.flush(30 * 60'000));
  CHECK(world.stats().delivered == 499);
  CHECK(dropped(world, DropReason::poisonous) == 1);
  CHECK(world.stats().queued_events == 0);
  CHECK(world.disk.segments.empty());
}

TEST_CASE("engine: a collector that answers 400 to everything loses nothing", "[engine]") {
  World world;
  bool broken = true;
  world.transport.collector = [&](const SentRequest& request) {
    return broken ? ours(400, request) : ok(request);
  };
  REQUIRE(world.start().ok());
  world.track_many(300);
  world.flush(4'000);
  CHECK(world.transport.requests.size() <= 2 * 9 + 2 + 1);
  world.run_for(kHour);
  broken = false;
  CHECK(world.flush(10 * 60'000));
  CHECK(world.stats().delivered == 300);
  CHECK(world.stats().dropped == decltype(Stats::dropped){});
}

TEST_CASE("engine: a collector that breaks amid a search costs no event", "[engine]") {
  World world;
  std::size_t most = 125;
  world.transport.collector = [&](const SentRequest& request) {
    if (request.events.size() > most) return ours(400, request);
    if (most == 125) most = 0;  // One batch passes; from then on nothing does.
    return ok(request);
  };
  REQUIRE(world.start().ok());
  world.track_many(500);
  world.flush(10 * 60'000);
  CHECK(world.stats().delivered == 125);
  CHECK(dropped(world, DropReason::poisonous) == 0);
  most = 1'000;
  CHECK(world.flush(10 * 60'000));
  CHECK(world.stats().delivered == 500);
}

TEST_CASE("engine: between two suspects that are dropped another event has passed", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) {
    return has_event(request, "poison") ? ours(400, request) : ok(request);
  };
  REQUIRE(world.start().ok());
  for (int i = 0; i < 3; ++i) world.track("poison");
  for (int i = 0; i < 20; ++i) world.track("fine");
  CHECK(world.flush(60 * 60'000));
  CHECK(dropped(world, DropReason::poisonous) == 3);
  CHECK(world.stats().delivered == 20);
  bool passed = true;
  int convicted = 0;
  for (const World::Report& report : world.reports) {
    if (report.outcome == DeliveryOutcome::sent) passed = true;
    if (report.outcome != DeliveryOutcome::dropped) continue;
    ++convicted;
    CHECK(std::exchange(passed, false));
  }
  CHECK(convicted == 3);
}

TEST_CASE("engine: 413 halves the batch; what is too large alone is dropped, the rest arrives",
          "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) {
    return request.body.size() > 6'000 ? ours(413, request) : ok(request);
  };
  REQUIRE(world.start().ok());
  world.track_many(100);
  const std::string large(8'000, 'x');
  world.track("large", "{\"text\":\"" + large + "\"}");
  world.track_many(100);
  CHECK(world.flush(60 * 60'000));
  CHECK(world.stats().delivered == 200);
  CHECK(dropped(world, DropReason::too_large) == 1);
}

TEST_CASE("engine: a foreign 413 halves too, but drops nothing", "[engine]") {
  World world;
  std::size_t most = 3'000;
  world.transport.collector = [&](const SentRequest& request) -> Answer {
    if (request.body.size() > most) return {413, "<html>too large</html>", {}};
    return ok(request);
  };
  REQUIRE(world.start().ok());
  world.track_many(100);
  CHECK(world.flush(60'000));
  most = 10;
  world.track("one");
  CHECK_FALSE(world.flush(60'000));
  CHECK(world.stats().dropped == decltype(Stats::dropped){});
}

TEST_CASE("engine: after a search that found nothing all goes together again", "[engine]") {
  World world;
  bool broken = false;
  world.transport.collector = [&](const SentRequest& request) {
    return broken ? ours(400, request) : ok(request);
  };
  REQUIRE(world.start().ok());
  world.track("first");
  REQUIRE(world.flush(1'000));
  broken = true;
  world.track_many(300);
  world.flush(4'000);
  REQUIRE(world.stats().requests_failed > 10);
  broken = false;
  const std::size_t before = world.transport.requests.size();
  CHECK(world.flush(10'000));
  REQUIRE(world.transport.requests.size() == before + 1);
  CHECK(world.transport.requests.back().events.size() == 300);
}

TEST_CASE("engine: how long is searched depends on the batch that is searched", "[engine]") {
  World world;
  std::size_t most = 10;
  world.transport.collector = [&](const SentRequest& request) -> Answer {
    if (request.body.size() > most) return {413, "<html>too large</html>", {}};
    return ok(request);
  };
  REQUIRE(world.start().ok());
  world.track("one");
  CHECK_FALSE(world.flush(1'000));
  world.track_many(400);
  most = 1'500;
  CHECK(world.flush(2 * kHour));
  CHECK(world.stats().delivered == 401);
  std::vector<std::size_t> sizes;
  for (const SentRequest& request : world.transport.requests)
    sizes.push_back(request.events.size());
  REQUIRE(sizes.size() > 6);
  sizes.resize(6);
  CHECK(sizes == std::vector<std::size_t>{1, 401, 200, 100, 50, 25});
}

TEST_CASE("engine: the rest of a segment is kept though a write took its bytes during the request",
          "[engine]") {
  World world;
  world.options.limits.batch_events_max = 4;
  REQUIRE(world.start().ok());
  world.track("first");
  REQUIRE(world.flush(1'000));  // Deliveries succeed, so events are sent from memory.
  world.transport.reply_ms = 500;
  world.track_many(6);
  world.engine->flush(Engine::Done::to<&World::forget_status>(&world));
  world.run_for(10);
  REQUIRE(world.transport.requests.size() == 2);
  REQUIRE(world.transport.requests[1].events.size() == 4);
  REQUIRE(world.disk.segments.empty());
  world.engine->commit_now();
  world.run_for(10);
  REQUIRE(world.disk.segments.size() == 1);
  world.track("another");  // A second write frees the bytes of the first.
  world.engine->commit_now();
  world.run_for(10);
  world.run_for(kHour);
  CHECK(world.stats().delivered == 8);
  for (const auto& [event, times] : world.delivered()) CHECK(times == 1);
  CHECK(world.disk.segments.empty());
}
