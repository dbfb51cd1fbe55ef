// Every public function of the engine, called from every callback.
#include <array>
#include <functional>
#include <set>
#include <string>

#include "engine.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

// Answers of the engine to calls that complete later.
struct Completions {
  int asked = 0;
  int answered = 0;
  Engine::Done next() {
    ++asked;
    return Engine::Done::to<&Completions::on_done>(this);
  }
  void on_done(const Status&) { ++answered; }
};

struct Scene {
  std::string name;
  std::function<void(World&)> prepare;  // Before the engine is opened.
  std::function<void(World&)> play;     // Ends with callbacks.
  bool ends = false;                    // Nothing is delivered any more.
};

struct Call {
  std::string name;
  std::function<void(World&, Completions&)> make;
  bool ends = false;  // Nothing is delivered any more.
};

Answer answer_to(const SentRequest& request, int status) {
  return status == 200 ? ok(request) : ours(status, request);
}

// A world in which the collector answers so to the first requests, then stores everything.
void answer_first(World& world, int status, int requests) {
  world.transport.collector = [status, requests](const SentRequest& request) mutable {
    return answer_to(request, requests-- > 0 ? status : 200);
  };
}

void refuse_by_name(World& world) {
  world.transport.collector = [](const SentRequest& request) {
    Answer answer = ok(request);
    answer.body.insert(answer.body.size() - 1,
                       ",\"refused\":[{\"section\":0,\"sequence\":2,\"code\":\"invalid_name\"},"
                       "{\"section\":0,\"sequence\":4,\"code\":\"invalid_name\"}]");
    return answer;
  };
}

// A callback may have closed the engine.
void track_some(World& world, int count) {
  for (int i = 0; i < count; ++i) static_cast<void>(world.track("some"));
}

void track_and_flush(World& world) {
  track_some(world, 8);
  world.flush(60'000);
}

void fill_the_queue(World& world) {
  world.transport.collector = [](const SentRequest&) { return Answer{0, {}, {}}; };
  for (int round = 0; round < 8; ++round) {
    track_some(world, 100);
    world.run_for(5'000);
  }
  world.transport.collector = ok;
}

void fill_while_room_is_made(World& world) {
  track_and_flush(world);
  world.transport.reply_ms = 100;
  const std::string text = "{\"t\":\"" + std::string(1'000, 'x') + "\"}";
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 10; ++i) static_cast<void>(world.track("large", text));
    world.run_for(100);
  }
  world.engine->flush(Engine::Done::to<&World::forget_status>(&world));
  world.engine->set_device({{NetworkKind::roaming, false}, {}, AppState::foreground});
  world.run_for(5'000);
  world.transport.reply_ms = 0;
}

void store_offline(World& world) {
  world.engine->set_device({{NetworkKind::none, false}, {}, AppState::foreground});
  track_some(world, 8);
  world.run_for(5'000);
}

void reset(World& world) {
  track_some(world, 3);
  world.run_for(2'000);
  track_some(world, 3);
  world.engine->reset(Engine::Done::to<&World::forget_status>(&world));
  world.run_for(5'000);
}

void be_pending(World& world) {
  world.options.consent = Consent::pending;
  world.options.durability = Durability::power_safe;
}

void grant(World& world) {
  world.engine->set_consent(Consent::granted, Engine::Done::to<&World::forget_status>(&world));
  world.run_for(5'000);
}

const std::vector<Scene>& scenes() {
  static const std::vector<Scene> kScenes = {
      {"delivered", {}, track_and_flush},
      {"refused by name", refuse_by_name, track_and_flush},
      {"failed", [](World& world) { answer_first(world, 500, 1); }, track_and_flush},
      {"key refused", [](World& world) { answer_first(world, 401, 1); }, track_and_flush},
      {"gone", [](World& world) { answer_first(world, 410, 1); }, track_and_flush},
      {"poisonous",
       [](World& world) {
         world.transport.collector = [](const SentRequest& request) {
           const bool poison = request.body.find("\"poison\"") != std::string::npos;
           return answer_to(request, poison ? 400 : 200);
         };
       },
       [](World& world) {
         world.track("poison");
         track_and_flush(world);
       }},
      {"too large",
       [](World& world) {
         world.transport.collector = [](const SentRequest& request) {
           return answer_to(request, request.events.size() != 1 ? 413 : 200);
         };
         answer_first(world, 413, 4);
       },
       track_and_flush},
      {"evicted",
       [](World& world) {
         world.options.limits.queue_bytes_max = 16 * 1024;
         world.options.limits.segment_bytes_max = 4 * 1024;
       },
       fill_the_queue},
      {"evicted at a drain",  // A full queue that made room has none to expect any more.
       [](World& world) {
         world.options.limits.queue_bytes_max = 4'000;
         world.options.limits.batch_events_max = 1;
       },
       fill_while_room_is_made},
      {"expired",
       {},
       [](World& world) {
         store_offline(world);
         world.clock.advance(31 * 24 * kHour);
         world.engine->set_device({});
         world.run_for(kHour);
       }},
      {"lost at a read",
       {},
       [](World& world) {
         store_offline(world);
         for (auto& [id, segment] : world.disk.segments) segment.body = "damaged";
         world.engine->set_device({});
         world.run_for(kHour);
       }},
      {"a read fails",
       {},
       [](World& world) {
         track_and_flush(world);
         store_offline(world);
         world.store->failure = Status(StatusCode::storage_unavailable, "it fails");
         world.engine->set_device({});
         world.run_for(60'000);
         world.store->failure = Status();
       }},
      {"a write fails",
       {},
       [](World& world) {
         world.engine->set_device({{NetworkKind::none, false}, {}, AppState::foreground});
         world.store->failure = Status(StatusCode::storage_unavailable, "it fails");
         track_some(world, 8);
         world.run_for(60'000);
         world.store->failure = Status();
         world.engine->set_device({});
       }},
      {"a write fails while one is recorded",  // That of a request, which waits for it.
       [](World& world) { answer_first(world, 500, 1); },
       [](World& world) {
         track_and_flush(world);
         world.store->failure = Status(StatusCode::storage_unavailable, "it fails");
         track_some(world, 8);
         world.run_for(60'000);
         world.store->failure = Status();
       }},
      {"power_safe", [](World& world) { world.options.durability = Durability::power_safe; },
       track_and_flush},
      {"power_safe, while room is made",
       [](World& world) {
         world.options.durability = Durability::power_safe;
         world.options.limits.queue_bytes_max = 4'000;
         world.options.limits.batch_events_max = 1;
       },
       fill_while_room_is_made},
      {"power_safe, while consent is pending", be_pending,
       [](World& world) {
         track_some(world, 3);
         world.run_for(5'000);
         grant(world);
       }},
      {"power_safe, while consent cannot be granted", be_pending,
       [](World& world) {
         track_some(world, 3);
         world.disk.staging.missing = true;
         grant(world);
         world.disk.staging.missing = false;
         world.run_for(5'000);
       }},
      {"reset", {}, reset},
      {"reset, while consent is pending", be_pending,
       [](World& world) {
         reset(world);
         grant(world);
       }},
      {"reset, which the staging log delays",
       {},
       [](World& world) {
         world.disk.staging.erase_failure = Status(StatusCode::storage_unavailable, "it fails");
         reset(world);
         world.disk.staging.erase_failure = Status();
         world.run_for(5'000);
       }},
      {"denied",
       {},
       [](World& world) {
         track_some(world, 3);
         world.engine->set_consent(Consent::denied,
                                   Engine::Done::to<&World::forget_status>(&world));
         world.run_for(5'000);
       },
       true},
      {"denied at an opening",
       {},
       [](World& world) {
         track_some(world, 3);
         world.run_for(5'000);
         world.disk.values.erase("consent");
         world.options.consent = Consent::denied;
         world.restart();
         world.run_for(5'000);
       },
       true},
  };
  return kScenes;
}

const std::vector<Call>& calls() {
  static const std::vector<Call> kCalls = {
      {"flush", [](World& w, Completions& done) { w.engine->flush(done.next()); }},
      {"commit_now", [](World& w, Completions&) { w.engine->commit_now(); }},
      {"end_flush", [](World& w, Completions&) { w.engine->end_flush({}); }},
      {"standing", [](World& w, Completions&) { static_cast<void>(w.engine->standing()); }},
      {"set_key", [](World& w, Completions&) { w.engine->set_key("OTHER"); }},
      {"set_device",
       [](World& w, Completions&) {
         w.engine->set_device({{}, {}, AppState::background});
       }},
      {"set_leaving",
       [](World& w, Completions&) {
         w.engine->set_leaving(1'000);
         w.engine->set_leaving(0);
       }},
      {"note_network_activity", [](World& w, Completions&) { w.engine->note_network_activity(); }},
      {"begin_adopted", [](World& w, Completions&) { w.engine->begin_adopted(); }},
      {"set_consent, granted",
       [](World& w, Completions& done) { w.engine->set_consent(Consent::granted, done.next()); }},
      {"set_consent, denied",
       [](World& w, Completions& done) { w.engine->set_consent(Consent::denied, done.next()); },
       true},
      {"reset", [](World& w, Completions& done) { w.engine->reset(done.next()); }},
      {"reset, then denied",
       [](World& w, Completions& done) {
         w.engine->reset(done.next());
         w.engine->set_consent(Consent::denied, done.next());
       },
       true},
      {"close", [](World& w, Completions& done) { w.engine->close(done.next()); }, true},
      {"record", [](World& w, Completions&) { static_cast<void>(w.track("again")); }},
      {"set_user",
       [](World& w, Completions&) { static_cast<void>(w.engine->recorder().set_user("u")); }},
      {"set_super_property",
       [](World& w, Completions&) {
         static_cast<void>(w.engine->recorder().set_super_property("s", "1"));
       }},
      {"refuse",
       [](World& w, Completions&) {
         static_cast<void>(
             w.engine->recorder().decline(Status(StatusCode::invalid_argument, "no")));
       }},
  };
  return kCalls;
}

// The callback from which a call is made.
enum class From { on_delivery, log, on_committed, on_erased };
constexpr std::string_view kFromNames[] = {"on_delivery", "log", "on_committed", "on_erased"};

std::uint64_t total(const Stats& stats) {
  std::uint64_t sum = stats.delivered + stats.queued_events;
  for (const std::uint64_t count : stats.dropped) sum += count;
  return sum;
}

void call_from(World& world, From from, const std::function<void()>& make) {
  if (from == From::on_delivery) world.when_told = [make](const DeliveryReport&) { make(); };
  if (from == From::log) world.log.when_told = make;
  if (from == From::on_committed) world.when_committed = make;
  if (from == From::on_erased) world.when_erased = make;
}

void call_no_more(World& world) {
  world.when_told = nullptr;
  world.log.when_told = nullptr;
  world.when_committed = nullptr;
  world.when_erased = nullptr;
}

// Every event is delivered, queued or dropped.
bool is_whole(const World& world) {
  const Stats stats = world.stats();
  return stats.accepted + stats.recovered == total(stats);
}

// Plays the scene, makes the call from the callback, and checks the engine afterwards.
void check_call(const Scene& scene, const Call& call, From from, int times) {
  INFO(scene.name << ": " << call.name << " from " << kFromNames[static_cast<int>(from)] << ", "
                  << times << " times");
  World world;
  Completions completions;
  if (scene.prepare) scene.prepare(world);
  REQUIRE(world.start().ok());
  bool inside = false;
  call_from(world, from, [&] {
    if (inside || times == 0) return;
    if (call.ends) times = 1;
    --times;
    inside = true;
    call.make(world, completions);
    inside = false;
  });
  scene.play(world);
  call_no_more(world);
  world.run_for(kHour);
  CHECK(completions.answered == completions.asked);
  CHECK(is_whole(world));
  if (scene.ends || (call.ends && completions.asked != 0)) return;
  world.engine->set_device({});
  world.engine->set_key("KEY");
  world.transport.collector = ok;
  CHECK(world.track("afterwards").ok());
  CHECK(world.flush(2 * kHour));
  CHECK(world.stats().queued_events == 0);
  CHECK(is_whole(world));
  CHECK(world.disk.segments.empty());
}

}  // namespace

TEST_CASE("engine: a callback may call every function", "[engine][callbacks][slow]") {
  for (const Scene& scene : scenes()) {
    for (const Call& call : calls()) {
      for (const From from : {From::on_delivery, From::log, From::on_committed, From::on_erased}) {
        check_call(scene, call, from, 1);
        check_call(scene, call, from, 3);
      }
    }
  }
}

TEST_CASE("engine: the scenes come to every callback", "[engine][callbacks]") {
  for (const From from : {From::on_delivery, From::log, From::on_committed, From::on_erased}) {
    INFO(kFromNames[static_cast<int>(from)]);
    int calls = 0;
    for (const Scene& scene : scenes()) {
      World world;
      if (scene.prepare) scene.prepare(world);
      REQUIRE(world.start().ok());
      call_from(world, from, [&calls] { ++calls; });
      scene.play(world);
    }
    CHECK(calls >= 3);
  }
}

TEST_CASE("engine: it reports an erasure once it is on its way to the next state",
          "[engine][callbacks]") {
  for (const bool denied : {false, true}) {
    World world;
    REQUIRE(world.start().ok());
    world.track_many(3);
    world.run_for(2'000);
    Status during;
    world.when_erased = [&] {
      CHECK(world.stats().queued_events == 0);
      CHECK(is_whole(world));
      CHECK(world.track("late").code() ==
            (denied ? StatusCode::switched_off : StatusCode::queue_full));
      world.engine->reset(
          Engine::Done([](void* to, const Status& s) { *static_cast<Status*>(to) = s; }, &during));
    };
    CHECK((denied ? world.set_consent(Consent::denied) : world.reset()).ok());
    CHECK(during.code() == StatusCode::closed);  // One step at a time.
    CHECK(world.erasures == 1);
  }
}

TEST_CASE("engine: a callback sees figures that hold already", "[engine][callbacks]") {
  for (const Scene& scene : scenes()) {
    INFO(scene.name);
    World world;
    if (scene.prepare) scene.prepare(world);
    REQUIRE(world.start().ok());
    std::array<std::uint64_t, kDropReasonCount> dropped = {};
    std::uint64_t sent = 0;
    world.when_told = [&](const DeliveryReport& report) {
      const Stats stats = world.stats();
      CHECK(stats.accepted == total(stats));
      const auto reason = static_cast<std::size_t>(report.reason);
      if (report.outcome == DeliveryOutcome::sent) sent += report.count;
      if (report.outcome == DeliveryOutcome::dropped) dropped[reason] += report.count;
      const std::uint64_t refused = stats.dropped[static_cast<std::size_t>(DropReason::refused)];
      CHECK(stats.delivered + refused >= sent);
      CHECK(stats.dropped[reason] >= dropped[reason]);
    };
    scene.play(world);
    world.when_told = nullptr;
  }
}

TEST_CASE("engine: nothing is taken once it is said that the collector is gone",
          "[engine][callbacks]") {
  World world;
  answer_first(world, 410, 1);
  REQUIRE(world.start().ok());
  StatusCode answer = StatusCode::ok;
  world.log.when_told = [&] { answer = world.track("late").code(); };
  track_and_flush(world);
  CHECK(answer == StatusCode::switched_off);
}

TEST_CASE("engine: a read that fails reports nothing of the batch before", "[engine]") {
  World world;
  REQUIRE(world.start().ok());
  track_and_flush(world);
  store_offline(world);
  world.reports.clear();
  world.store->failure = Status(StatusCode::storage_unavailable, "it fails");
  world.engine->set_device({});
  world.run_for(60'000);
  CHECK(world.reports.empty());
  CHECK(world.stats().requests_failed == 0);
}

TEST_CASE("engine: it reports what was lost at opening once the queue is whole",
          "[engine][callbacks]") {
  for (const Call& call : calls()) {
    INFO(call.name);
    World world;
    Completions completions;
    REQUIRE(world.start().ok());
    for (const char* name : {"first", "second", "third"}) REQUIRE(world.track(name).ok());
    world.kill();
    const std::span<std::byte> region = world.disk.staging.region();
    const std::string_view bytes(reinterpret_cast<const char*>(region.data()), region.size());
    region[bytes.find("second")] ^= std::byte{1};
    int told = 0;
    world.when_told = [&](const DeliveryReport& report) {
      if (report.reason != DropReason::corrupt || told++ != 0) return;
      CHECK(world.stats().recovered == 3);
      CHECK(world.stats().recovered == total(world.stats()));
      call.make(world, completions);
    };
    world.start();
    CHECK(told > 0);
    world.when_told = nullptr;
    world.run_for(kHour);
    CHECK(completions.answered == completions.asked);
  }
}
