#include "queue/stream_ledger.h"

#include "queue/timeline.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;

TEST_CASE("stream_ledger: neighbouring drops of one reason become one interval", "[queue]") {
  StreamEntry stream;
  stream.drop(5, 5, DropReason::refused, 10);
  stream.drop(7, 7, DropReason::refused, 10);
  stream.drop(6, 6, DropReason::expired, 10);
  CHECK(stream.dropped.size() == 3);
  stream.drop(8, 9, DropReason::refused, 10);
  stream.drop(3, 4, DropReason::refused, 10);
  REQUIRE(stream.dropped.size() == 3);
  CHECK(stream.dropped[0].first == 3);
  CHECK(stream.dropped[0].last == 5);
  CHECK(stream.dropped[2].last == 9);
}

TEST_CASE("stream_ledger: beyond the bound the closest are joined as mixed", "[queue]") {
  StreamEntry stream;
  for (std::uint64_t first : {10, 20, 23, 40}) {
    stream.drop(first, first, first == 23 ? DropReason::expired : DropReason::refused, 3);
  }
  REQUIRE(stream.dropped.size() == 3);
  CHECK(stream.dropped[1].first == 20);
  CHECK(stream.dropped[1].last == 23);
  CHECK(stream.dropped[1].reason == kMixedReasons);
}

TEST_CASE("stream_ledger: an entry is stored and read back; damaged bytes are not", "[queue]") {
  StreamEntry stream;
  stream.opening.stream.bytes[1] = 4;
  stream.last_accepted = 100;
  stream.drained = 90;
  stream.drop(1, 3, DropReason::corrupt, 10);
  Bytes bytes;
  stream.encode(bytes);
  StreamEntry read;
  REQUIRE(read.decode(bytes.view()));
  CHECK(read.opening.stream == stream.opening.stream);
  CHECK(read.last_accepted == 100);
  CHECK(read.drained == 90);
  CHECK(read.dropped == stream.dropped);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    StreamEntry cut;
    CHECK_FALSE(cut.decode(bytes.view().substr(0, size)));
  }
}

TEST_CASE("timeline: counts on across restarts, and across reboots within its clamp", "[queue]") {
  test::FakeClock clock;
  Timeline first;
  first.start(clock, {}, std::chrono::hours(24));
  clock.advance(5'000);
  Bytes stored;
  first.encode(stored);
  const std::int64_t then = first.now_ms();
  SECTION("a restart counts what the monotonic clock counted") {
    clock.advance(60'000);
    clock.wall_ms -= 1'000'000'000;
    Timeline next;
    next.start(clock, stored.view(), std::chrono::hours(24));
    CHECK(next.now_ms() == then + 60'000);
  }
  SECTION("a reboot counts what the wall clock says, clamped") {
    const auto [wall_step, expected] = GENERATE(table<std::int64_t, std::int64_t>(
        {{3'600'000, 3'600'000}, {-1'000'000, 0}, {400ll * 86'400'000, 86'400'000}}));
    clock.wall_ms += wall_step;
    clock.boot.bytes[5] = 77;
    clock.monotonic_ms = 10;
    Timeline next;
    next.start(clock, stored.view(), std::chrono::hours(24));
    CHECK(next.now_ms() == then + expected);
  }
  SECTION("damaged bytes start anew") {
    Timeline next;
    next.start(clock, stored.view().substr(1), std::chrono::hours(24));
    CHECK(next.now_ms() == 0);
  }
}
