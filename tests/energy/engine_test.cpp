// The replay beside the engine itself, which runs under the same virtual time.
#include <algorithm>

#include "energy/traces.h"
#include "replay/godwit_sender.h"
#include "replay/replay.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::energy;

namespace {

// When the engine has sent, for events and the application's traffic as in the trace.
std::vector<std::int64_t> sent_by_engine_ms(const Trace& trace) {
  test::World world;
  world.options.limits.flush_interval = std::chrono::seconds(60);
  world.options.limits.drain_interval = std::chrono::milliseconds(1);
  REQUIRE(world.start().ok());
  const std::int64_t begin_ms = world.clock.monotonic_ms;
  std::size_t event = 0;
  std::size_t app = 0;
  while (event < trace.events.size() || app < trace.app_us.size()) {
    const std::int64_t event_us =
        event < trace.events.size() ? trace.events[event].at_us : std::int64_t{1} << 60;
    const std::int64_t app_us =
        app < trace.app_us.size() ? trace.app_us[app] : std::int64_t{1} << 60;
    const std::int64_t at_ms = std::min(event_us, app_us) / 1'000;
    world.run_for(at_ms - (world.clock.monotonic_ms - begin_ms));
    if (event_us <= app_us) {
      REQUIRE(world.track("e").ok());
      ++event;
    } else {
      world.engine->note_network_activity();
      ++app;
    }
  }
  world.run_for(120'000);
  CHECK(world.stats().delivered == trace.events.size());
  std::vector<std::int64_t> sent_ms;
  for (const test::SentRequest& request : world.transport.requests) {
    sent_ms.push_back(request.at_ms - begin_ms);
  }
  return sent_ms;
}

}  // namespace

TEST_CASE("replay: the engine sends when the replay says", "[energy]") {
  const auto [events_ms, app_ms] = GENERATE(table<std::int64_t, std::int64_t>({
      {20'000, 60'000},
      {60'000, 0},
      {5'000, 1'000},
      {120'000, 300'000},
  }));
  CAPTURE(events_ms, app_ms);
  const Trace trace = test::random_trace(3, 14'400, events_ms, app_ms);
  const std::vector<std::int64_t> engine_ms = sent_by_engine_ms(trace);
  GodwitSender sender{Deadlines()};
  const Replay replayed = replay(trace, Deadlines(), sender);
  REQUIRE(engine_ms.size() == replayed.flushes_us.size());
  // It drains a millisecond later, and may then have missed what an event came just before.
  std::size_t apart = 0;
  for (std::size_t i = 0; i < engine_ms.size(); ++i) {
    if (std::abs(engine_ms[i] - replayed.flushes_us[i] / 1'000) > 2) ++apart;
  }
  CHECK(apart <= engine_ms.size() / 100);
}
