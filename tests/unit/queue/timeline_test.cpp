#include "queue/timeline.h"

#include <cstring>
#include <string>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

constexpr std::chrono::milliseconds kRebootAgeMax{10'000};

struct TimelineBench {
  FakeClock clock;
  Timeline timeline;

  void start(std::string_view stored) { timeline.start(clock, stored, kRebootAgeMax); }
  std::string stored() const {
    Bytes bytes;
    timeline.encode(bytes);
    return std::string(bytes.view());
  }
};

}  // namespace

TEST_CASE("timeline: begins at 0 and runs with the monotonic clock", "[queue]") {
  TimelineBench bench;
  bench.start("");
  CHECK(bench.timeline.now_ms() == 0);
  bench.clock.monotonic_ms += 1'234;
  bench.clock.wall_ms -= kHour;
  CHECK(bench.timeline.now_ms() == 1'234);
  CHECK(bench.timeline.monotonic(2'000).ms == bench.clock.monotonic_ms + 766);
}

TEST_CASE("timeline: goes on within one boot whatever the wall clock says", "[queue]") {
  TimelineBench bench;
  bench.start("");
  bench.clock.advance(500);
  const std::string stored = bench.stored();
  bench.clock.monotonic_ms += 60'000;
  bench.clock.wall_ms -= 100 * kHour;
  bench.start(stored);
  CHECK(bench.timeline.now_ms() == 60'500);
}

TEST_CASE("timeline: goes on behind a reboot as the wall clock says, within bounds", "[queue]") {
  TimelineBench bench;
  bench.start("");
  bench.clock.advance(500);
  const std::string stored = bench.stored();
  const std::int64_t wall_ms = bench.clock.wall_ms;
  bench.clock.boot.bytes[0] = 99;
  bench.clock.monotonic_ms = 20;
  const auto [passed_ms, now_ms] = GENERATE(table<std::int64_t, std::int64_t>(
      {{3'000, 3'500}, {0, 500}, {-kHour, 500}, {10'000, 10'500}, {10'001, 10'500}}));
  CAPTURE(passed_ms);
  bench.clock.wall_ms = wall_ms + passed_ms;
  bench.start(stored);
  CHECK(bench.timeline.now_ms() == now_ms);
}

TEST_CASE("timeline: begins anew where what is stored is damaged", "[queue]") {
  TimelineBench bench;
  bench.start("");
  bench.clock.advance(500);
  const std::string stored = bench.stored();
  bench.start(stored);
  REQUIRE(bench.timeline.now_ms() == 500);
  bench.start(stored.substr(1));
  CHECK(bench.timeline.now_ms() == 0);
  bench.start(stored + "x");
  CHECK(bench.timeline.now_ms() == 0);
  // Each of the three times gets a bit that none of them has: the 53rd, and the sign.
  for (const std::size_t field : {0, 1, 2}) {
    for (const auto& [byte, bit] : {std::pair{6, 0x20}, {7, 0x80}}) {
      std::string damaged = stored;
      char& changed = damaged[field * 8 + static_cast<std::size_t>(byte)];
      changed = static_cast<char>(changed | bit);
      bench.start(damaged);
      CHECK(bench.timeline.now_ms() == 0);
    }
    std::string late = stored;  // The 52nd may be.
    late[field * 8 + 6] = static_cast<char>(late[field * 8 + 6] | 0x10);
    bench.start(late);
    CHECK(bench.timeline.now_ms() != 0);
  }
}
