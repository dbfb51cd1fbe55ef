// What the engine writes into the store, and how often.
#include <string>

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
  world.track_many(7);
  world.run_for(5'000);
  world.kill();
  world.disk.staging.erase();
  world.transport.collector = ok;
  REQUIRE(world.start().ok());
  REQUIRE(world.flush(600'000));
  CHECK(world.transport.requests.back().body.find("\"last_accepted\":7") != std::string::npos);
}
