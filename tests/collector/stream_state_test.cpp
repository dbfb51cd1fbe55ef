#include "store/stream_state.h"

#include "base/prng.h"
#include "store/stream_codec.h"
#include "support/catch.h"

namespace godwit::collector {
namespace {

TEST_CASE("stream_state: missing is what is neither stored nor declared", "[collector]") {
  StreamState state;
  state.first = 1;
  state.last_accepted = 10;
  state.stored.insert(Interval{1, 3});
  state.stored.insert(Interval{6, 6});
  CHECK(state.missing() == 6);
  state.dropped.declare({5, 8, DropReason::expired});
  CHECK(state.missing() == 3);
  CHECK(state.missing_parts() == std::vector<Interval>{{4, 4}, {9, 10}});
}

TEST_CASE("stream_state: a stored event wins over a declared drop", "[collector]") {
  StreamState state;
  state.dropped.declare({5, 8, DropReason::expired});
  state.stored.insert(6);
  DropCounts counts{};
  state.add_drops_to(counts);
  CHECK(counts[static_cast<std::size_t>(DropReason::expired)] == 3);
}

TEST_CASE("drop_list: declaring again changes nothing", "[collector]") {
  DropList list;
  list.declare({5, 8, DropReason::expired});
  const DropList before = list;
  list.declare({5, 8, DropReason::expired});
  list.declare({6, 7, DropReason::mixed});
  CHECK(list == before);
  list.declare({4, 10, DropReason::mixed});
  const std::vector<Drop> wanted = {
      {4, 4, DropReason::mixed}, {5, 8, DropReason::expired}, {9, 10, DropReason::mixed}};
  CHECK(std::vector<Drop>(list.drops().begin(), list.drops().end()) == wanted);
}

TEST_CASE("drop_list: neighbours of one reason become one", "[collector]") {
  DropList list;
  list.declare({1, 2, DropReason::expired});
  list.declare({5, 6, DropReason::expired});
  list.declare({3, 4, DropReason::expired});
  CHECK(list.size() == 1);
}

TEST_CASE("stream_codec: what is written is read again", "[collector]") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Prng chance(seed);
    IntervalSet set;
    DropList drops;
    for (int step = 0; step < 60; ++step) {
      const std::uint64_t first = 1 + chance.below(std::uint64_t{1} << (1 + chance.below(53)));
      set.insert(Interval{first, first + chance.below(1000)});
      drops.declare({first, first + chance.below(50),
                     static_cast<DropReason>(chance.below(kDropReasonCount))});
    }
    Bytes bytes;
    encode_intervals(bytes, set);
    IntervalSet read_set;
    REQUIRE(decode_intervals(bytes.view(), read_set));
    REQUIRE(read_set == set);
    bytes.clear();
    encode_drops(bytes, drops);
    DropList read_drops;
    REQUIRE(decode_drops(bytes.view(), read_drops));
    REQUIRE(read_drops == drops);
  }
}

TEST_CASE("stream_codec: bytes that are cut off are refused", "[collector]") {
  IntervalSet set;
  DropList drops;
  CHECK_FALSE(decode_intervals("\x01", set));
  CHECK_FALSE(decode_intervals("\xff", set));
  CHECK_FALSE(decode_drops(std::string_view("\x01\x01", 2), drops));
  CHECK_FALSE(decode_drops(std::string_view("\x01\x01\x63", 3), drops));
}

}  // namespace
}  // namespace godwit::collector
