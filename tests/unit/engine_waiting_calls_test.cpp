// Calls that have waited for the engine, as a page's do: each names its own time.
#include <nlohmann/json.hpp>

#include "engine.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

Status track_at(World& world, std::string_view name, std::int64_t called_ms) {
  const std::string_view none = "{}";
  RecordOptions options;
  options.called = MonotonicTime{called_ms};
  return world.engine->recorder().record(name, json_properties(none), options, world.recorded);
}

nlohmann::json last_sections(World& world) {
  REQUIRE(world.flush(1'000));
  return nlohmann::json::parse(world.transport.requests.back().body)["sections"];
}

}  // namespace

TEST_CASE("waiting calls: the first stream begins when the application began, later ones now",
          "[engine]") {
  World world;
  const std::int64_t begun = world.clock.monotonic_ms - 5'000;
  world.options.begun = MonotonicTime{begun};
  REQUIRE(world.start().ok());
  REQUIRE(track_at(world, "early", begun + 500).ok());
  REQUIRE(world.track("now").ok());
  const nlohmann::json first = last_sections(world)[0];
  CHECK(first["opened_ago_ms"] == 5'000);
  CHECK(first["events"][1]["t"] == 500);  // The number before it is its sequence.
  CHECK(first["events"][2]["t"] == 5'000);

  REQUIRE(world.reset().ok());
  REQUIRE(track_at(world, "before the reset", begun).ok());
  const nlohmann::json second = last_sections(world)[0];
  CHECK(second["opened_ago_ms"] == 0);
  CHECK(second["events"][1]["t"] == 0);
}

TEST_CASE("waiting calls: a stream that begins early has the wall clock's time of then",
          "[engine]") {
  World world;
  world.options.begun = MonotonicTime{world.clock.monotonic_ms - 5'000};
  REQUIRE(world.start().ok());
  world.transport.collector = nullptr;  // No answer.
  REQUIRE(world.track("e").ok());
  world.run_for(10'000);
  world.kill();
  // After a reboot the wall clock alone says how long ago the stream was opened.
  world.clock.boot = {{2}};
  world.clock.monotonic_ms = 0;
  world.options.begun = {kNever};
  world.transport.collector = ok;
  REQUIRE(world.start().ok());
  const nlohmann::json section = last_sections(world)[0];
  CHECK(section["clock"] == "wall");
  CHECK(section["opened_ago_ms"] == 15'000);
}

TEST_CASE("waiting calls: sessions follow the times of the calls", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  const std::int64_t began = world.clock.monotonic_ms;
  world.clock.advance(3 * kHour);
  REQUIRE(track_at(world, "first", began).ok());
  REQUIRE(track_at(world, "same session", began + 60'000).ok());
  REQUIRE(track_at(world, "after a pause", began + kHour).ok());
  const nlohmann::json sections = last_sections(world);
  REQUIRE(sections.size() == 2);
  CHECK(sections[0]["events"].size() == 3);  // A number and two events.
  CHECK(sections[0]["context"]["session"]["number"] == 1);
  CHECK(sections[1]["context"]["session"]["number"] == 2);
}

TEST_CASE("waiting calls: a call from before the timeline began keeps its session", "[engine]") {
  World world;
  const std::int64_t begun = world.clock.monotonic_ms - 5'000;
  world.options.begun = MonotonicTime{begun};
  REQUIRE(world.start().ok());
  REQUIRE(track_at(world, "early", begun).ok());
  const nlohmann::json before = last_sections(world)[0]["context"]["session"];
  world.run_for(kHour / 60);
  REQUIRE(world.restart().ok());
  REQUIRE(world.track("next").ok());
  CHECK(last_sections(world)[0]["context"]["session"] == before);
}
