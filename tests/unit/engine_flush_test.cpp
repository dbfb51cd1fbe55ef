// When a flush completes, and what it leaves behind.
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

TEST_CASE("engine: a flush waits for an event that was accepted during a write", "[engine]") {
  World world;
  Flushes flushes{world};
  REQUIRE(world.start().ok());
  world.store->during_commit = [&] {
    world.track("second");
    world.engine->flush(flushes.done());
  };
  world.track("first", "{}", Priority::immediate);
  world.run_for(60'000);
  CHECK(flushes.answers == 1);
  CHECK(flushes.delivered == 2);
}
