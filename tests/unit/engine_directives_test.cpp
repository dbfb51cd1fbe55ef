// The directives that the collector may give to the engine.
#include <string>
#include <utility>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

// Accepts everything, and asks for this.
auto asking_for(std::string directives) {
  return [directives = std::move(directives)](const SentRequest& request) {
    Answer answer = ok(request);
    answer.body.insert(answer.body.size() - 1, ",\"directives\":" + directives);
    return answer;
  };
}

}  // namespace

TEST_CASE("engine: directives hold, within their bounds, until they expire", "[engine]") {
  World world;
  world.transport.collector =
      asking_for(R"({"flush_interval_ms":5000,"off":["noise"],"expires_in_ms":60000})");
  REQUIRE(world.start().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(10);
  world.transport.collector = ok;
  CHECK(world.track("noise").code() == StatusCode::withheld);
  world.track("e");
  world.run_for(6'500);
  CHECK(world.transport.requests.size() == 2);
  world.run_for(60'000);
  CHECK(world.track("noise").ok());
  CHECK(world.stats().withheld == 1);
}

TEST_CASE("engine: as many names can be switched off as documented, and no more", "[engine]") {
  World world;
  std::string names;
  for (std::uint32_t i = 1; i <= kDirectiveNamesMax + 1; ++i) {
    names += (i == 1 ? "\"e" : ",\"e") + std::to_string(i) + '"';
  }
  world.transport.collector = asking_for(R"({"expires_in_ms":60000,"off":[)" + names + "]}");
  REQUIRE(world.start().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(10);
  CHECK(world.track("e64").code() == StatusCode::withheld);
  CHECK(world.track("e65").ok());
}

TEST_CASE("engine: sampling takes the share of events that the collector asks for", "[engine]") {
  World world;
  world.transport.collector = asking_for(R"({"sampling_permille":300,"expires_in_ms":60000})");
  REQUIRE(world.start().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(10);
  for (int i = 0; i < 1'000; ++i) world.track("e");
  CHECK(world.stats().withheld > 640);
  CHECK(world.stats().withheld < 760);
}
