// A process reads the staging log of one that died.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

// A bit flips in the first record that has this text.
void damage(World& world, std::string_view inside) {
  const auto region = world.disk.staging.region();
  const std::string_view text(reinterpret_cast<const char*>(region.data()), region.size());
  const std::size_t at = text.find(inside);
  REQUIRE(at != std::string_view::npos);
  region[at] ^= std::byte{1};
}

}  // namespace

TEST_CASE("recovery: damaged records are counted, and declared by their numbers", "[recovery]") {
  World world;
  REQUIRE(world.start().ok());
  for (const char* name : {"first", "second", "third", "fourth"}) REQUIRE(world.track(name).ok());
  world.kill();
  for (const char* name : {"second", "third"}) damage(world, name);
  REQUIRE(world.start().ok());
  const Stats stats = world.stats();
  CHECK(stats.storage == StatusCode::storage_corrupt);
  CHECK(stats.recovered == 4);
  CHECK(stats.dropped[static_cast<std::size_t>(DropReason::corrupt)] == 2);
  REQUIRE(world.flush(1'000));
  const auto body = nlohmann::json::parse(world.transport.requests.back().body);
  const auto& section = body["sections"][0];
  CHECK(section["dropped"].dump() == "[[2,3,\"corrupt\"]]");
  CHECK(section["last_accepted"] == 4);
  CHECK(world.stats().delivered == 2);
}

TEST_CASE("recovery: one damaged record between others is counted, however long the next one is",
          "[recovery]") {
  World world;
  REQUIRE(world.start().ok());
  const std::string properties = "{\"text\":\"" + std::string(300, 'x') + "\"}";
  REQUIRE(world.track("first").ok());
  REQUIRE(world.track("second").ok());
  REQUIRE(world.track("third", properties).ok());
  world.kill();
  damage(world, "second");
  REQUIRE(world.start().ok());
  CHECK(world.stats().storage == StatusCode::storage_corrupt);
  CHECK(world.stats().recovered == 3);
  CHECK(world.stats().dropped[static_cast<std::size_t>(DropReason::corrupt)] == 1);
}

TEST_CASE("recovery: the newest event is counted and declared, too, where its text is damaged",
          "[recovery]") {
  for (const int others : {0, 2}) {
    CAPTURE(others);
    World world;
    REQUIRE(world.start().ok());
    if (others != 0) world.track_many(others);
    REQUIRE(world.track("newest").ok());
    world.kill();
    damage(world, "newest");
    REQUIRE(world.start().ok());
    const Stats stats = world.stats();
    CHECK(stats.storage == StatusCode::storage_corrupt);
    CHECK(stats.damaged_bytes != 0);
    CHECK(stats.recovered == static_cast<std::uint64_t>(others) + 1);
    CHECK(stats.dropped[static_cast<std::size_t>(DropReason::corrupt)] == 1);
    REQUIRE(world.track("new").ok());
    REQUIRE(world.flush(1'000));
    const auto body = nlohmann::json::parse(world.transport.requests.back().body);
    const std::string number = std::to_string(others + 1);
    CAPTURE(body.dump());
    const auto& section = body["sections"].back();  // Behind that of a stream that has events.
    CHECK(section["dropped"].dump() == "[[" + number + "," + number + ",\"corrupt\"]]");
    CHECK(section["last_accepted"] == others + 1);
  }
}

TEST_CASE("recovery: a damaged context costs its event the context, and nothing else",
          "[recovery]") {
  World world;
  REQUIRE(world.start().ok());
  REQUIRE(world.engine->recorder().set_user("first").ok());
  REQUIRE(world.track("e").ok());
  world.kill();
  damage(world, "first");
  REQUIRE(world.start().ok());
  CHECK(world.stats().damaged_bytes != 0);
  CHECK(world.stats().recovered == 1);
  CHECK(world.stats().dropped[static_cast<std::size_t>(DropReason::corrupt)] == 0);
  REQUIRE(world.flush(1'000));
  const SentRequest& last = world.transport.requests.back();
  REQUIRE(last.events.size() == 1);
  CHECK(last.events.front().context.find("first") == std::string::npos);
}

TEST_CASE("recovery: a damaged record of a context that the store has costs no event its context",
          "[recovery]") {
  World world;
  REQUIRE(world.start().ok());
  for (const char* user : {"first", "second"}) {
    REQUIRE(world.engine->recorder().set_user(user).ok());
    REQUIRE(world.track("e").ok());
    REQUIRE(world.flush(1'000));
  }
  REQUIRE(world.track("e").ok());
  world.kill();
  damage(world, "second");
  REQUIRE(world.start().ok());
  REQUIRE(world.flush(1'000));
  const SentRequest& last = world.transport.requests.back();
  REQUIRE(last.events.size() == 1);
  CHECK(last.events.front().context.find("second") != std::string::npos);
  CHECK(world.stats().dropped[static_cast<std::size_t>(DropReason::corrupt)] == 0);
}

// A missing event was stored or delivered once, so nothing is damaged, wherever in the ring the
// remaining records begin.
TEST_CASE("recovery: what an older copy of the store lacks is not taken for damage",
          "[recovery][slow]") {
  for (int delivered = 1; delivered <= 200; ++delivered) {
    CAPTURE(delivered);
    World world(8 * 1024);
    world.options.limits.staging_bytes = 8 * 1024;
    REQUIRE(world.start().ok());
    world.track_many(1);
    REQUIRE(world.flush(1'000));
    const auto segments = world.disk.segments;
    const auto values = world.disk.values;
    for (int i = 0; i < delivered; ++i) {
      world.track_many(1);
      if (i % 20 == 0) REQUIRE(world.flush(1'000));
    }
    REQUIRE(world.flush(1'000));
    std::uint64_t waiting = 0;  // As much as the ring holds, so that no other record is left in it.
    while (world.track("waits", "{\"text\":\"from one end to the other\"}").ok()) ++waiting;
    world.kill();
    world.disk.segments = segments;
    world.disk.values = values;
    REQUIRE(world.start().ok());
    CHECK(world.stats().storage == StatusCode::ok);
    CHECK(world.stats().recovered >= waiting);
    CHECK(world.stats().dropped[static_cast<std::size_t>(DropReason::corrupt)] == 0);
  }
}
