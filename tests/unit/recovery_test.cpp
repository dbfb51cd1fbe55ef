// What a process finds in the staging log of one that died.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

TEST_CASE("recovery: damaged records are counted, and declared by their numbers", "[recovery]") {
  World world;
  REQUIRE(world.start().ok());
  for (const char* name : {"first", "second", "third", "fourth"}) REQUIRE(world.track(name).ok());
  world.kill();
  const auto region = world.disk.staging.region();
  const std::string_view text(reinterpret_cast<const char*>(region.data()), region.size());
  for (const std::string_view name : {"second", "third"}) {
    region[text.find(name)] ^= std::byte{1};
  }
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
