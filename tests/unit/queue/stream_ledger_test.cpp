#include "queue/stream_ledger.h"

#include <array>

#include "identity/session.h"
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

TEST_CASE("stream_ledger: an entry that the collector could not read is not taken", "[queue]") {
  constexpr std::uint64_t kFar = std::uint64_t{1} << 53;
  const auto taken = [](std::uint64_t last_accepted, std::uint64_t drained, std::uint64_t first,
                        std::uint64_t last, std::uint64_t reason, std::int64_t opened_ms = 0) {
    StreamEntry stream;
    stream.opening.monotonic.ms = opened_ms;
    stream.last_accepted = last_accepted;
    stream.drained = drained;
    Bytes bytes;
    stream.encode(bytes);
    bytes.data()[80] = 1;  // One interval.
    for (std::uint64_t number : {first, last, reason}) bytes.append_integer(number);
    return StreamEntry().decode(bytes.view());
  };
  CHECK(taken(9, 9, 1, 9, 0));
  CHECK(taken(9, 9, 9, 9, kMixedReasons));
  CHECK_FALSE(taken(kFar, 9, 1, 9, 0));
  CHECK_FALSE(taken(9, 10, 1, 9, 0));
  CHECK_FALSE(taken(9, 9, 0, 0, 0));
  CHECK_FALSE(taken(9, 9, 9, 8, 0));
  CHECK_FALSE(taken(9, 9, 1, kFar, 0));
  CHECK_FALSE(taken(9, 9, 1, 9, 256));
  CHECK_FALSE(taken(9, 9, 1, 9, 0, -1));
  CHECK_FALSE(taken(9, 9, 1, 9, 0, static_cast<std::int64_t>(kFar)));
}

TEST_CASE("timeline, session: what no clock has ever told is damage, and starts anew", "[queue]") {
  test::FakeClock clock;
  constexpr std::int64_t kLowest = INT64_MIN;
  constexpr std::int64_t kFarthest = INT64_MAX;
  for (const auto& [now, monotonic, wall] :
       {std::array{kFarthest, std::int64_t{0}, std::int64_t{0}},
        std::array{kLowest, std::int64_t{0}, std::int64_t{0}},
        std::array{std::int64_t{5}, kLowest, std::int64_t{0}},
        std::array{std::int64_t{5}, std::int64_t{0}, kLowest}}) {
    Bytes stored;
    for (std::int64_t number : {now, monotonic, wall}) stored.append_integer(number);
    stored.append(Id{{2}}.bytes.data(), 16);
    Timeline timeline;
    timeline.start(clock, stored.view(), std::chrono::hours(24));
    CHECK(timeline.now_ms() == 0);
  }

  test::FakeEntropy entropy;
  for (std::int64_t active : {kFarthest, kLowest}) {
    Bytes stored;
    stored.append(Id{{3}}.bytes.data(), 16);
    stored.append_integer(std::uint64_t{7});
    stored.append_integer(active);
    Session session;
    session.restore(stored.view());
    CHECK(session.number() == 0);
    CHECK(session.touch(1'000, 1'000, entropy));
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
