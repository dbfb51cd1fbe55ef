// The engine's reports about events that it has written, and has not.
#include <algorithm>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

TEST_CASE("engine: a caller that waits hears of the write that covers its event", "[engine]") {
  using Commits = std::vector<World::Commit>;
  constexpr StatusCode kUnavailable = StatusCode::storage_unavailable;
  World world;
  world.options.durability = Durability::power_safe;
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  const auto tracked = [&](std::int64_t ms) {
    world.commits.clear();
    world.track("e");
    world.run_for(ms);
    return world.commits;
  };

  SECTION("that the store failed is said of what was to be stored, once with each try") {
    REQUIRE(world.start().ok());
    CHECK(tracked(10) == Commits{{1, StatusCode::ok}});
    world.store->failure = Status(kUnavailable, "full");
    CHECK(tracked(10) == Commits{{2, kUnavailable}});
    CHECK(world.storage_then == kUnavailable);  // Callers read it as soon as they wake up.
    CHECK(tracked(10).empty());                 // New events wait for the next try.
    world.run_for(1'000);
    CHECK(world.commits == Commits{{3, kUnavailable}});
    world.store->failure = Status();
    CHECK(tracked(1'000) == Commits{{4, StatusCode::ok}});
    CHECK(world.storage_then == StatusCode::ok);
  }
  SECTION("a failed write of the uploader's is not said of the one that waits behind it") {
    REQUIRE(world.start().ok());
    CHECK(tracked(10) == Commits{{1, StatusCode::ok}});
    world.commits.clear();
    world.store->during_commit = [&] {  // The next request's, after the wait.
      world.store->failure = Status(kUnavailable, "busy");
      world.track("e");
      world.engine->commit_now();
      world.store->during_commit = [&] { world.store->failure = Status(); };
    };
    while (world.commits.empty()) world.run_for(1);
    CHECK(world.commits == Commits{{2, StatusCode::ok}});
    CHECK(tracked(10) == Commits{{3, StatusCode::ok}});  // At once.
  }
  SECTION("numbers that begin anew are told, before there is any") {
    REQUIRE(world.start().ok());
    CHECK(tracked(10) == Commits{{1, StatusCode::ok}});
    const int before = world.erasures;
    REQUIRE(world.reset().ok());
    CHECK(world.erasures == before + 1);
    CHECK(tracked(10) == Commits{{1, StatusCode::ok}});
    REQUIRE(world.set_consent(Consent::denied).ok());
    CHECK(world.erasures == before + 2);
  }
  SECTION("what fails between two streams is said of neither") {
    REQUIRE(world.start().ok());
    CHECK(tracked(10) == Commits{{1, StatusCode::ok}});
    CHECK(tracked(10) == Commits{{2, StatusCode::ok}});
    world.commits.clear();
    world.store->failure = Status(kUnavailable, "full");
    REQUIRE_FALSE(world.reset().ok());
    world.run_for(5'000);
    CHECK(world.commits.empty());
    world.store->failure = Status();
    world.run_for(5'000);
    CHECK(tracked(10) == Commits{{1, StatusCode::ok}});
  }
  SECTION("while consent is pending nothing is written, and nobody waits for it") {
    world.options.consent = Consent::pending;
    REQUIRE(world.start().ok());
    CHECK(tracked(10) == Commits{{1, kUnavailable}});
    CHECK(tracked(10) == Commits{{2, kUnavailable}});
    world.commits.clear();
    REQUIRE(world.set_consent(Consent::granted).ok());
    CHECK(world.commits == Commits{{2, StatusCode::ok}});
  }
  SECTION("while the step to granted consent cannot be taken") {
    world.options.consent = Consent::pending;
    REQUIRE(world.start().ok());
    world.disk.staging.missing = true;
    REQUIRE_FALSE(world.set_consent(Consent::granted).ok());
    CHECK(tracked(1'000) == Commits{{1, kUnavailable}});
    world.disk.staging.missing = false;
    CHECK(tracked(1'000) == Commits{{2, StatusCode::ok}});
  }
}

TEST_CASE("engine: a deadline counts from when the event was taken, though the queue was full then",
          "[engine]") {
  World world;
  REQUIRE(start_crowded(world));
  world.track("late", "{}", Priority::deferred);
  const std::int64_t due_ms =
      world.clock.monotonic_ms + world.options.limits.deferred_interval.count();
  world.run_for(kHour);
  REQUIRE(world.stats().delivered == 10);
  CHECK(world.transport.requests.back().at_ms == due_ms);
}

TEST_CASE("engine: what waited for consent is as old as the consent, not as the first of it",
          "[engine]") {
  World world;
  world.options.consent = Consent::pending;
  REQUIRE(world.start().ok());
  world.track("e");
  world.run_for(8 * 24 * kHour);
  world.track("e");
  world.run_for(10);
  REQUIRE(world.set_consent(Consent::granted).ok());
  REQUIRE(world.flush(1'000));
  CHECK(world.stats().delivered == 2);
}

TEST_CASE("engine: no more waits for consent than has room in the staging file that is there",
          "[engine]") {
  World world(64 * 1024);  // From a process that wanted less.
  world.options.consent = Consent::pending;
  world.options.limits.staging_bytes = 1024 * 1024;
  REQUIRE(world.start().ok());
  std::uint64_t taken = 0;
  while (world.track("e").ok()) ++taken;
  CHECK(taken > 500);
  REQUIRE(world.set_consent(Consent::granted).ok());
  REQUIRE(world.flush(60'000));
  CHECK(world.stats().delivered == taken);
  CHECK(dropped(world, DropReason::queue_full) == 0);
}

TEST_CASE("engine: no more waits for consent than the configuration says", "[engine]") {
  World world(1024 * 1024);  // From a process that wanted more.
  world.options.consent = Consent::pending;
  world.options.limits.staging_bytes = 64 * 1024;
  REQUIRE(world.start().ok());
  std::uint64_t taken = 0;
  while (world.track("e").ok()) ++taken;
  CHECK(taken < 2'000);
}

TEST_CASE("engine: events are noticed though another write brought the opening first", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) { return ours(401, request); };
  REQUIRE(world.start().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(2'000);
  world.store->during_commit = [&] {
    world.store->failure = Status(StatusCode::storage_unavailable, "busy");
  };
  REQUIRE_FALSE(world.reset().ok());
  world.store->failure = Status();
  world.transport.collector = ok;
  world.engine->set_key("ANOTHER");
  world.run_for(10);
  REQUIRE(world.track("e").ok());
  world.run_for(2'000);
  CHECK(world.stats().queued_events == 1);
  world.run_for(kHour);
  CHECK(world.stats().delivered == 1);
}

TEST_CASE("engine: an earlier write that fails is not taken for the opening's", "[engine]") {
  World world;
  world.transport.collector = [](const SentRequest& request) { return ours(401, request); };
  REQUIRE(world.start().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(2'000);
  struct Trouble {
    World& world;
    void set_key() { world.engine->set_key("ANOTHER"); }
  } trouble{world};
  world.scheduler.post(Task::to<&Trouble::set_key>(&trouble));  // Written before the opening.
  world.store->during_commit = [&] {
    world.store->failure = Status(StatusCode::storage_unavailable, "busy");
    world.store->during_commit = [&] { world.store->failure = Status(); };
  };
  CHECK(world.reset().ok());
  CHECK_FALSE(world.store->during_commit);  // Both were written.
}

TEST_CASE("engine: a request waits for the record of its own attempt, though another write fails",
          "[engine]") {
  World world;
  int commits_at_request = 0;
  world.transport.collector = [&](const SentRequest&) {
    commits_at_request = world.store->commits;
    return Answer{0, {}, {}};
  };
  REQUIRE(world.start().ok());
  world.track("e", "{}", Priority::immediate);
  world.run_for(10);
  REQUIRE(world.transport.requests.size() == 1);
  int before = 0;
  world.store->during_commit = [&] {  // The commit of the next event, while the wait ends.
    before = world.store->commits;
    world.store->failure = Status(StatusCode::storage_unavailable, "busy");
    world.clock.advance(kHour);
    world.engine->set_key("KEY");
    world.store->during_commit = [&] { world.store->failure = Status(); };
  };
  world.track("e");
  world.engine->commit_now();
  world.scheduler.run_posted();
  REQUIRE(world.transport.requests.size() == 2);
  CHECK(commits_at_request >= before + 1);
}

TEST_CASE("engine: a full queue keeps to its bound while more comes than requests take",
          "[engine]") {
  World world;
  world.options.limits.queue_bytes_max = 4'000;  // Less than a batch may have.
  world.options.limits.batch_events_max = 1;
  REQUIRE(world.start().ok());
  world.track("e");
  REQUIRE(world.flush(1'000));
  world.transport.reply_ms = 100;
  const std::string text = "{\"t\":\"" + std::string(1'000, 'x') + "\"}";
  std::uint64_t most = 0;
  for (int round = 0; round < 200; ++round) {
    for (int i = 0; i < 10; ++i) world.track("e", text);
    world.run_for(100);
    most = std::max(most, world.stats().queued_bytes);
  }
  CHECK(most > 4'000);
  CHECK(most < 4'000 + 160'000);  // And what was staged within drain_interval, 100 events.
  CHECK(dropped(world, DropReason::queue_full) != 0);
}

TEST_CASE("engine: a full queue that nobody empties makes room for what is urgent", "[engine]") {
  World world;
  world.options.limits.queue_bytes_max = 4'000;
  REQUIRE(world.start().ok());
  world.track("e");
  REQUIRE(world.flush(1'000));
  SECTION("in the background") {
    world.engine->set_device({.app = AppState::background});
  }
  SECTION("where a batch may be larger than the queue") {}
  const std::string text = "{\"t\":\"" + std::string(1'000, 'x') + "\"}";
  for (int i = 0; i < 8; ++i) {
    world.track("e", text, Priority::deferred);
    world.run_for(2'000);
  }
  world.track("urgent", "{}", Priority::immediate);
  world.run_for(5'000);
  CHECK(world.transport.requests.back().body.find("urgent") != std::string::npos);
}

TEST_CASE("engine: what waits for room is stored once none is made any more", "[engine]") {
  World world;
  world.options.limits.queue_bytes_max = 4'000;
  world.options.limits.batch_bytes_max = 2'000;
  REQUIRE(world.start().ok());
  world.track("e");
  REQUIRE(world.flush(1'000));
  world.transport.shared = true;  // Another page sends, and goes on to.
  const std::string text = "{\"t\":\"" + std::string(1'000, 'x') + "\"}";
  for (int i = 0; i < 8; ++i) {
    world.track("e", text);
    world.run_for(2'000);
  }
  CHECK(dropped(world, DropReason::queue_full) == 0);
  world.engine->set_device({.power = {.saving = true}});
  world.run_for(2'000);
  CHECK(dropped(world, DropReason::queue_full) != 0);
}

TEST_CASE("engine: a denial that cannot be carried out at once does not keep it from opening",
          "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  world.track_many(3);
  world.run_for(2'000);
  REQUIRE_FALSE(world.disk.segments.empty());
  world.disk.values.erase("consent");
  world.options.consent = Consent::denied;
  world.kill();
  struct Trouble {
    World& world;
    void begin() { world.store->failure = Status(StatusCode::storage_unavailable, "full"); }
  } trouble{world};
  world.while_loading = [&] { world.scheduler.post(Task::to<&Trouble::begin>(&trouble)); };
  CHECK(world.start().ok());
  CHECK_FALSE(world.disk.segments.empty());
  CHECK(world.track("e").code() == StatusCode::switched_off);
  world.store->failure = Status();
  world.run_for(5'000);
  CHECK(world.disk.segments.empty());
}

TEST_CASE("engine: an event that a full staging log refused keeps no later ones from being noticed",
          "[engine]") {
  World world(64 * 1024);
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  REQUIRE(world.start().ok());
  world.store->failure = Status(StatusCode::storage_unavailable, "full");
  const std::string text = "{\"t\":\"" + std::string(1'000, 'x') + "\"}";
  while (world.track("e", text).ok()) world.run_for(10);
  world.run_for(5'000);  // All is drained, and kept in the log, as it is not stored.
  REQUIRE(world.track("e", text).code() == StatusCode::queue_full);
  world.run_for(5'000);
  world.store->failure = Status();
  world.transport.collector = ok;
  world.run_for(kHour);
  const std::size_t before = world.delivered().size();
  CHECK(before == world.stats().accepted);
  REQUIRE(world.track("e", text, Priority::immediate).ok());
  world.run_for(5'000);
  CHECK(world.delivered().size() == before + 1);
}
