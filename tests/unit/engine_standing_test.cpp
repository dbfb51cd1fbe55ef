// Why nothing is sent, as the engine tells those who wait; the rules are standstill_test.cpp's.
#include <algorithm>
#include <cstring>
#include <string>

#include "engine.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

// An engine with one event that its first flush could not deliver.
void start_with_answer(World& world, int status, bool of_ours) {
  world.transport.collector = [=](const SentRequest& request) {
    return of_ours ? ours(status, request) : Answer{status, {}, {}};
  };
  REQUIRE(world.start().ok());
  world.track("e");
  CHECK_FALSE(world.flush(1'000));
}

}  // namespace

TEST_CASE("engine: a flush in a back-off can be told until when", "[engine][standing]") {
  World world;
  start_with_answer(world, 503, false);
  const Standing standing = world.engine->standing();
  CHECK(standing.state == Standstill::back_off);
  CHECK(standing.next_ms > 2'000);
  CHECK(standing.next_ms <= 8'000);
  world.run_for(1'000);
  CHECK(world.engine->standing().next_ms == standing.next_ms - 1'000);
  SECTION("down to its last millisecond") {
    world.run_for(standing.next_ms - 1'001);
    CHECK(world.engine->standing().next_ms == 1);
  }
  SECTION("and a restart does not forget it") {
    REQUIRE(world.restart().ok());
    CHECK(world.engine->standing().state == Standstill::back_off);
  }
  SECTION("and the attempt that ends it is none") {
    world.transport.reply_ms = 5'000;
    world.run_for(standing.next_ms - 999);
    REQUIRE(world.transport.requests.size() == 2);
    CHECK(world.engine->standing().state == Standstill::none);
  }
}

TEST_CASE("engine: a flush behind a refused key can be told which answer it was",
          "[engine][standing]") {
  const int status = GENERATE(401, 403);
  World world;
  start_with_answer(world, status, true);
  CHECK(world.engine->standing().state == Standstill::key_refused);
  CHECK(world.engine->standing().http_status == status);
  CHECK(world.engine->standing().next_ms > 3'590'000);
  REQUIRE(world.restart().ok());
  CHECK(world.engine->standing().http_status == status);
  world.engine->set_key("OTHER");
  CHECK(world.engine->standing().state == Standstill::none);
}

TEST_CASE("engine: a refused key is reported with its events, and logged once",
          "[engine][standing]") {
  World world;
  start_with_answer(world, 401, true);
  REQUIRE(world.reports.size() == 1);
  const World::Report& report = world.reports.front();
  CHECK(report.outcome == DeliveryOutcome::will_retry);
  CHECK((report.first == 1 && report.last == 1 && report.count == 1));
  CHECK(report.message.find("refused the write key") != std::string::npos);
  CHECK(std::count(world.log.lines.begin(), world.log.lines.end(), report.message) == 1);
}

TEST_CASE("engine: standing() names no answer if an earlier version has not stored it",
          "[engine][standing]") {
  World world;
  start_with_answer(world, 401, true);
  world.kill();
  std::string& retry = world.disk.values["retry"];
  RetryState stored;
  REQUIRE(retry.size() == sizeof stored);
  std::memcpy(&stored, retry.data(), sizeof stored);
  REQUIRE(stored.key_refused == 401);
  stored.key_refused = 1;
  std::memcpy(retry.data(), &stored, sizeof stored);
  REQUIRE(world.start().ok());
  CHECK(world.engine->standing().state == Standstill::key_refused);
  CHECK(world.engine->standing().http_status == 0);
}

TEST_CASE("engine: a flush at 410 is answered at once", "[engine][standing]") {
  World world;
  world.transport.collector = [](const SentRequest& request) { return ours(410, request); };
  REQUIRE(world.start().ok());
  world.track("e");
  CHECK(world.flush(1'000));
  CHECK(world.last_status.code() == StatusCode::switched_off);
  CHECK(world.engine->standing().state == Standstill::gone);
}

TEST_CASE("engine: a flush without a network can be told so, and of the back-off behind it",
          "[engine][standing]") {
  World world;
  SECTION("when nothing has failed") {
    REQUIRE(world.start().ok());
    world.engine->set_device({.network = {NetworkKind::none}});
    world.track("e");
    CHECK_FALSE(world.flush(1'000));
    CHECK(world.engine->standing().next_ms == 0);
  }
  SECTION("when the last delivery has failed") {
    start_with_answer(world, 503, false);
    world.engine->set_device({.network = {NetworkKind::none}});
    CHECK(world.engine->standing().next_ms > 2'000);
  }
  CHECK(world.engine->standing().state == Standstill::no_network);
}

TEST_CASE("engine: a flush that waits for consent can be told so", "[engine][standing]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  world.track("e");
  CHECK_FALSE(world.flush(1'000));
  CHECK(world.engine->standing().state == Standstill::consent_pending);
  CHECK(world.engine->waits_unsaved());
  world.set_consent(Consent::granted);
  world.run_for(1'000);
  CHECK(world.flushed);
  CHECK_FALSE(world.engine->waits_unsaved());
}

TEST_CASE("engine: where a granted consent cannot be stored, a flush can be told of the next try",
          "[engine][standing]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  world.track("e");
  world.store->failure = Status(StatusCode::storage_unavailable, "disk full");
  CHECK_FALSE(world.set_consent(Consent::granted).ok());
  CHECK_FALSE(world.flush(0));
  CHECK(world.engine->standing().state == Standstill::storage_failing);
  CHECK(world.engine->standing().next_ms == 1'000);
  world.store->failure = Status();
  world.run_for(2'000);
  CHECK(world.flushed);
}

TEST_CASE("engine: what is in memory only when it closes is counted as lost",
          "[engine][standing]") {
  World world;
  SECTION("because consent was pending") {
    world.options.consent = Consent::pending;
    REQUIRE(world.start().ok());
    world.track_many(3);
    world.engine->close({});
    world.engine->count_lost(false);
    CHECK(dropped(world, DropReason::lost) == 3);
  }
  SECTION("beside what was stored while consent was granted, which stays") {
    REQUIRE(world.start().ok());
    world.track_many(5);
    world.run_for(2'000);
    world.options.consent = Consent::pending;
    REQUIRE(world.restart().ok());
    world.track_many(2);
    world.engine->close({});
    world.engine->count_lost(false);
    CHECK(dropped(world, DropReason::lost) == 2);
    CHECK(world.stats().queued_events == 5);
    return;
  }
  SECTION("because there was no directory") {
    REQUIRE(world.start().ok());
    world.track_many(4);
    world.engine->close({});
    world.run_for(10);
    world.engine->count_lost(true);
    CHECK(dropped(world, DropReason::lost) == 4);
  }
  SECTION("and what a directory holds is not") {
    REQUIRE(world.start().ok());
    world.track_many(4);
    world.engine->close({});
    world.run_for(10);
    world.engine->count_lost(false);
    CHECK(dropped(world, DropReason::lost) == 0);
    CHECK(world.stats().queued_events == 4);
    return;
  }
  CHECK(world.stats().queued_events == 0);
}
