#include "engine.h"

#include <vector>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

TEST_CASE("engine: consent that was given outlives a reset()", "[engine][consent]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  REQUIRE(world.set_consent(Consent::granted).ok());
  REQUIRE(world.reset().ok());
  REQUIRE(world.restart().ok());
  REQUIRE(world.track("e").ok());
  CHECK(world.flush(1'000));
  CHECK(world.stats().delivered == 1);
}

TEST_CASE("engine: opening with consent denied erases what was kept when it was granted",
          "[engine][consent]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{503, {}}; };
  REQUIRE(world.start().ok());
  world.track_many(10);
  world.run_for(3'000);
  REQUIRE_FALSE(world.disk.segments.empty());
  world.options.consent = Consent::denied;
  REQUIRE(world.restart().ok());
  CHECK(world.track("e").code() == StatusCode::switched_off);
  CHECK(world.disk.segments.empty());
  CHECK(world.disk.values.size() == 1);
  CHECK(world.disk.values.count("consent") == 1);
  CHECK(world.stats().dropped[static_cast<std::size_t>(DropReason::consent_denied)] == 10);
  world.options.consent = Consent::granted;  // The denial is remembered.
  REQUIRE(world.restart().ok());
  CHECK(world.track("e").code() == StatusCode::switched_off);
}

TEST_CASE("engine: reset() under a denial drops nothing, for there is nothing", "[engine]") {
  World world;
  world.options.consent = Consent::denied;
  REQUIRE(world.start().ok());
  REQUIRE(world.reset().ok());
  CHECK(world.stats().dropped == decltype(Stats::dropped){});
}

TEST_CASE("engine: reset() before consent forgets what was tracked, and events are taken again",
          "[engine][consent]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  world.track_many(3);
  REQUIRE(world.reset().ok());
  REQUIRE(world.track("after").ok());
  REQUIRE(world.set_consent(Consent::granted).ok());
  CHECK(world.flush(1'000));
  CHECK(world.stats().delivered == 1);
  CHECK(world.stats().dropped[static_cast<std::size_t>(DropReason::purged)] == 3);
}

TEST_CASE("engine: a denial is not confirmed before everything is erased", "[engine][consent]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  world.disk.staging.erase_failure = Status(StatusCode::storage_unavailable, "it burns");
  CHECK(world.set_consent(Consent::denied).message() == "it burns");
  // A second call waits for the same, and is not answered ok either.
  world.last_status = Status();
  world.set_consent(Consent::denied);
  world.run_for(3'000);
  CHECK(world.last_status.message() == "it burns");
  CHECK(world.stats().storage == StatusCode::storage_unavailable);
  CHECK(world.disk.values.count("consent") == 0);
  world.disk.staging.erase_failure = Status();
  world.run_for(3'000);
  CHECK(world.set_consent(Consent::denied).ok());
  CHECK(world.stats().storage == StatusCode::ok);
  CHECK(world.disk.values.count("consent") == 1);
}

// The answers of calls, in their order.
struct Answers {
  std::vector<StatusCode> codes;
  void take(const Status& status) { codes.push_back(status.code()); }
};

TEST_CASE("engine: of two denials at once the first is answered too, and only the last is ok",
          "[engine][consent]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  Answers first;
  Answers second;
  world.engine->set_consent(Consent::denied, Engine::Done::to<&Answers::take>(&first));
  world.engine->set_consent(Consent::denied, Engine::Done::to<&Answers::take>(&second));
  world.run_for(1'000);
  CHECK(first.codes == std::vector{StatusCode::switched_off});
  CHECK(second.codes == std::vector{StatusCode::ok});
}

TEST_CASE("engine: a reset is not confirmed before everything is erased", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  world.disk.staging.erase_failure = Status(StatusCode::storage_unavailable, "it burns");
  CHECK(world.reset().message() == "it burns");
  CHECK(world.track("e").code() == StatusCode::queue_full);
  world.disk.staging.erase_failure = Status();
  world.run_for(3'000);
  CHECK(world.track("e").ok());
}

TEST_CASE("engine: a consent that is none of the three is refused, and drops nothing",
          "[engine][consent]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  for (const int number : {0, 4, 255}) {
    CHECK(world.set_consent(static_cast<Consent>(number)).code() == StatusCode::invalid_argument);
  }
  REQUIRE(world.track("after").ok());
  CHECK(world.flush(1'000));
  CHECK(world.stats().delivered == 4);
  CHECK(world.stats().dropped == decltype(Stats::dropped){});
}

TEST_CASE("engine: a flush that a denial overtakes ends with it", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  REQUIRE(world.start().ok());
  world.track("e");
  REQUIRE_FALSE(world.flush(1'000));
  static_cast<void>(world.set_consent(Consent::denied));
  CHECK(world.flushed);
  CHECK(world.last_status.code() == StatusCode::switched_off);  // The flush ends last.
  CHECK(world.track("e").code() == StatusCode::switched_off);
}

TEST_CASE("engine: a denial whose write fails after the queue is erased is stored later",
          "[engine][consent]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  world.run_for(2'000);
  world.store->during_commit = [&] {
    world.store->failure = Status(StatusCode::storage_unavailable, "full");
  };
  REQUIRE_FALSE(world.set_consent(Consent::denied).ok());
  CHECK(world.disk.segments.empty());
  CHECK_FALSE(world.store->during_commit);
  world.store->failure = Status();
  world.run_for(5'000);
  world.options.consent = Consent::pending;  // The stored decision counts.
  REQUIRE(world.restart().ok());
  CHECK(world.track("e").code() == StatusCode::switched_off);
}

TEST_CASE("engine: close() behind a denial ends once the denial is stored", "[engine][consent]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  Answers denial;
  Answers close;
  world.engine->set_consent(Consent::denied, Engine::Done::to<&Answers::take>(&denial));
  world.engine->close(Engine::Done::to<&Answers::take>(&close));
  CHECK(world.track("late").code() != StatusCode::ok);
  world.run_for(1'000);
  CHECK(denial.codes == std::vector{StatusCode::ok});
  CHECK(close.codes == std::vector{StatusCode::ok});
  world.options.consent = Consent::granted;  // The stored decision counts.
  REQUIRE(world.restart().ok());
  CHECK(world.track("e").code() == StatusCode::switched_off);
}

TEST_CASE("engine: close() behind a reset() ends once everything is erased", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  Answers reset;
  Answers close;
  world.engine->reset(Engine::Done::to<&Answers::take>(&reset));
  world.engine->close(Engine::Done::to<&Answers::take>(&close));
  CHECK(world.track("late").code() != StatusCode::ok);
  world.run_for(1'000);
  CHECK(reset.codes == std::vector{StatusCode::ok});
  CHECK(close.codes == std::vector{StatusCode::ok});
  CHECK(world.disk.segments.empty());
}

TEST_CASE("engine: close() behind an erasure that fails says so, to both callers",
          "[engine][consent]") {
  for (const bool again : {false, true}) {  // The denial has failed before close().
    World world;
    REQUIRE(world.start().ok());
    world.track_many(3);
    Answers denial;
    Answers close;
    world.store->failure = Status(StatusCode::storage_unavailable, "full");
    world.engine->set_consent(Consent::denied, Engine::Done::to<&Answers::take>(&denial));
    if (again) world.run_for(10);
    world.engine->close(Engine::Done::to<&Answers::take>(&close));
    world.run_for(5'000);
    CHECK(denial.codes == std::vector{StatusCode::storage_unavailable});
    CHECK(close.codes == std::vector{StatusCode::storage_unavailable});
  }
}

TEST_CASE("engine: close() behind a grant ends once the events that waited are stored",
          "[engine][consent]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  world.track_many(3);
  Answers grant;
  Answers close;
  world.engine->set_consent(Consent::granted, Engine::Done::to<&Answers::take>(&grant));
  world.engine->close(Engine::Done::to<&Answers::take>(&close));
  CHECK(world.track("late").code() != StatusCode::ok);
  world.run_for(1'000);
  CHECK(grant.codes == std::vector{StatusCode::ok});
  CHECK(close.codes == std::vector{StatusCode::ok});
  REQUIRE(world.restart().ok());
  CHECK(world.flush(1'000));
  CHECK(world.stats().delivered == 3);
}
