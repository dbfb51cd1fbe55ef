// When a flush completes, and what it leaves behind.
#include <string>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

// Counts the answers of flushes, and remembers how many events were delivered by then.
struct Flushes {
  World& world;
  int answers = 0;
  std::uint64_t delivered = 0;

  Engine::Done done() { return Engine::Done::to<&Flushes::on_answer>(this); }
  void on_answer(const Status&) {
    ++answers;
    delivered = world.stats().delivered;
  }
};

}  // namespace

TEST_CASE("engine: a flush waits for an event for which the queue has no room yet", "[engine]") {
  World world;
  Flushes flushes{world};
  REQUIRE(start_crowded(world));
  world.track("late");
  world.engine->flush(flushes.done());
  world.run_for(kHour);
  CHECK(flushes.answers == 1);
  CHECK(flushes.delivered == 10);
}

TEST_CASE("engine: each of several flushes is answered once, and then none is left", "[engine]") {
  World world;
  Flushes first{world};
  Flushes second{world};
  Flushes withdrawn{world};
  REQUIRE(world.start().ok());
  world.transport.reply_ms = 1'000;
  world.track("e");
  world.engine->flush(first.done());
  world.run_for(10);
  world.track("later");
  world.engine->flush(withdrawn.done());
  world.engine->flush(second.done());
  world.engine->end_flush(withdrawn.done());
  world.run_for(60'000);
  CHECK((first.answers == 1 && second.answers == 1 && withdrawn.answers == 0));
  CHECK(second.delivered == 2);
}

TEST_CASE("engine: a flush overrides restraint only until it is answered or withdrawn",
          "[engine]") {
  World world;
  Flushes flushes{world};
  REQUIRE(world.start().ok());
  world.engine->set_device({.power = {.saving = true}});
  SECTION("answered") {
    world.track("e");
    CHECK(world.flush(1'000));
  }
  SECTION("withdrawn") {
    world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
    world.track("e");
    world.engine->flush(flushes.done());
    world.run_for(1'000);
    world.engine->end_flush(flushes.done());
    world.transport.collector = ok;
  }
  const std::size_t requests = world.transport.requests.size();
  REQUIRE(requests != 0);
  world.track("held back");
  world.run_for(kHour);
  CHECK(world.transport.requests.size() == requests);
}
