// A call that a reset() or a change of consent overtakes. In one thread: a port, a hook or the
// properties' source makes the change in the middle of the call.
#include <functional>
#include <string>

#include "recorder.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

void run_hook(void* work, EventDraft&) {
  std::exchange(*static_cast<std::function<void()>*>(work), nullptr)();
}

// Appends its properties, and does what it was given to do.
struct InterruptingSource {
  std::function<void()> work;

  PropertiesSource source() {
    return {[](Bytes& out, const void* from, const Limits&, bool&) -> const char* {
              out.append("{}");
              static_cast<const InterruptingSource*>(from)->work();
              return nullptr;
            },
            this};
  }
};

// The text and context of each event that is delivered in the end.
std::string delivered_text(World& world) {
  world.run_for(60'000);
  std::string all;
  for (const SentRequest& request : world.transport.requests) all += request.body;
  return all;
}

void check_overtaken(const Status& status) {
  CHECK(status.code() == StatusCode::queue_full);
  CHECK(status.message() ==
        "the tracker was reset, or consent denied, during this call; try again");
}

}  // namespace

TEST_CASE("recorder: an event that a reset() overtakes is not the new installation's",
          "[recorder]") {
  World world;
  REQUIRE(world.start().ok());
  REQUIRE(world.track("first").ok());
  Status status;
  const auto reset = [&world] {
    world.run_for(5'000);  // The stream that begins then is younger.
    REQUIRE(world.reset().ok());
  };
  world.recorded = {};
  SECTION("in the hook") {
    std::function<void()> work = reset;
    world.engine->recorder().set_hook({run_hook, &work});
    status = world.track("overtaken");
    world.engine->recorder().set_hook({});
  }
  SECTION("when its time is asked for") {
    world.clock.when_asked = reset;
    status = world.track("overtaken");
  }
  SECTION("when it is encoded, before it is appended") {
    InterruptingSource interrupting{reset};
    status =
        world.engine->recorder().record("overtaken", interrupting.source(), {}, world.recorded);
  }
  check_overtaken(status);
  CHECK(world.recorded.sequence == 0);
  CHECK(world.stats().declined == 1);
  REQUIRE(world.track("next").ok());
  CHECK(world.recorded.sequence == 1);
  CHECK(world.recorded.generation == 1);
  const std::string sent = delivered_text(world);
  CHECK(sent.find("overtaken") == std::string::npos);
  CHECK(sent.find("{\"n\":\"next\",\"t\":0,") != std::string::npos);
}

TEST_CASE(
    "recorder: a user or a super-property that a reset() overtakes is forgotten with the rest",
    "[recorder]") {
  World world;
  REQUIRE(world.start().ok());
  const auto reset = [&world] { REQUIRE(world.reset().ok()); };
  world.disk.staging.when_asked = reset;
  check_overtaken(world.engine->recorder().set_user("ann"));
  world.disk.staging.when_asked = reset;
  check_overtaken(world.engine->recorder().set_super_property("plan", "\"gold\""));
  REQUIRE(world.track("next").ok());
  const std::string sent = delivered_text(world);
  CHECK(sent.find("ann") == std::string::npos);
  CHECK(sent.find("gold") == std::string::npos);
}

TEST_CASE("recorder: an event that a denial overtakes is not taken, nor once consent is back",
          "[recorder]") {
  World world;
  world.options.consent = GENERATE(Consent::granted, Consent::pending);
  REQUIRE(world.start().ok());
  bool back = false;
  SECTION("denied") {}
  SECTION("denied, and granted again") {
    back = true;
  }
  InterruptingSource denied{[&] {
    REQUIRE(world.set_consent(Consent::denied).ok());
    if (back) REQUIRE(world.set_consent(Consent::granted).ok());
  }};
  const Status status =
      world.engine->recorder().record("overtaken", denied.source(), {}, world.recorded);
  CHECK(status.code() == (back ? StatusCode::queue_full : StatusCode::switched_off));
  CHECK(delivered_text(world).find("overtaken") == std::string::npos);
}

TEST_CASE("recorder: an event that a reset() before consent overtakes is not taken", "[recorder]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  InterruptingSource resets{[&] { REQUIRE(world.reset().ok()); }};
  check_overtaken(
      world.engine->recorder().record("overtaken", resets.source(), {}, world.recorded));
  REQUIRE(world.set_consent(Consent::granted).ok());
  CHECK(delivered_text(world).find("overtaken") == std::string::npos);
}

TEST_CASE("recorder: consent that is granted during a call keeps the event and its stream",
          "[recorder]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  REQUIRE(world.track("first").ok());
  world.run_for(70);
  InterruptingSource grants{[&] { REQUIRE(world.set_consent(Consent::granted).ok()); }};
  REQUIRE(world.engine->recorder().record("second", grants.source(), {}, world.recorded).ok());
  CHECK(world.recorded.sequence == 2);
  CHECK(world.recorded.generation == 0);
  CHECK(delivered_text(world).find("{\"n\":\"second\",\"t\":70,") != std::string::npos);
}

TEST_CASE("recorder: an event that close() overtakes is not taken", "[recorder]") {
  World world;
  REQUIRE(world.start().ok());
  InterruptingSource closes{[&] {
    world.engine->close(Engine::Done::to<&World::forget_status>(&world));
    world.scheduler.run_posted();
  }};
  CHECK(world.engine->recorder().record("late", closes.source(), {}, world.recorded).code() ==
        StatusCode::closed);
}
