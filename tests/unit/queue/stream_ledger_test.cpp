#include "queue/stream_ledger.h"

#include <array>

#include "support/catch.h"

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

TEST_CASE("stream_ledger: the first interval grows as others do", "[queue]") {
  StreamEntry stream;
  stream.drop(1, 2, DropReason::expired, 10);
  stream.drop(3, 4, DropReason::expired, 10);
  REQUIRE(stream.dropped.size() == 1);
  CHECK(stream.dropped[0].first == 1);
  CHECK(stream.dropped[0].last == 4);
}

TEST_CASE("stream_ledger: of an entry that cannot be read nothing is left", "[queue]") {
  StreamLedger ledger;
  ledger.restore("damaged");
  CHECK(ledger.entries().empty());
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
