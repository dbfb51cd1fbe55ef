// The contract of every EventStore. Each adapter's test file runs it on a fixture of its own, which
// has `EventStore& store()` and `ManualScheduler& scheduler()` and starts empty.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "contract/support/manual_scheduler.h"
#include "contract/support/store_user.h"
#include "godwit/ports/event_store.h"
#include "support/catch.h"

namespace godwit {

// Call it inside a TEST_CASE: each SECTION is one claim.
template <typename Fixture>
void check_event_store_contract() {
  Fixture fixture;
  StoreUser user(fixture.store(), fixture.scheduler());
  const std::string big(70'000, 'b');
  const std::string binary("\0\xFF\0 text \n", 11);

  SECTION("a new store is empty") {
    const Shown shown = user.loaded();
    CHECK(shown.segments.empty());
    CHECK(shown.values.empty());
    Shown nothing;
    CHECK(user.read({1, 2}, nothing).ok());
    CHECK(nothing.segments.empty());
    CHECK(user.erase({7}).ok());
  }

  SECTION("load shows every info, ordered by id, without bodies") {
    REQUIRE(user.put({segment(30, "c"), segment(2, binary)}).ok());
    REQUIRE(user.put(segment_info(11, big), big).ok());
    const Shown shown = user.loaded();
    REQUIRE(shown.segments.size() == 3);
    CHECK(shown.segments[0] == std::pair(segment_info(2, binary), std::string()));
    CHECK(shown.segments[1] == std::pair(segment_info(11, big), std::string()));
    CHECK(shown.segments[2] == std::pair(segment_info(30, "c"), std::string()));
  }

  SECTION("read shows bodies in the order asked, and passes over unknown ids") {
    REQUIRE(user.put({segment(1, big), segment(2, binary), segment(3, "")}).ok());
    Shown shown;
    REQUIRE(user.read({3, 99, 1, 2, 1}, shown).ok());
    REQUIRE(shown.segments.size() == 4);
    CHECK(shown.segments[0] == std::pair(segment_info(3, ""), std::string()));
    CHECK(shown.segments[1] == std::pair(segment_info(1, big), big));
    CHECK(shown.segments[2] == std::pair(segment_info(2, binary), binary));
    CHECK(shown.segments[3] == std::pair(segment_info(1, big), big));
    CHECK(shown.values.empty());
  }

  SECTION("numbers keep all their bits") {
    SegmentInfo info = segment_info(1, "x");
    info.id = std::uint64_t{1} << 62;
    info.first_sequence = ~std::uint64_t{0} - 1;
    info.last_sequence = ~std::uint64_t{0};
    info.event_count = ~std::uint32_t{0};
    info.staged_at_ms = INT64_MIN;
    REQUIRE(user.put(info, "x").ok());
    const Shown shown = user.loaded();
    REQUIRE(shown.segments.size() == 1);
    CHECK(shown.segments[0].first == info);
  }

  SECTION("a segment of the same id is replaced") {
    REQUIRE(user.put({segment(1, "first"), segment(2, "second")}).ok());
    SegmentInfo changed = segment_info(1, big);
    changed.first_sequence = 150;
    REQUIRE(user.put(changed, big).ok());
    Shown shown;
    REQUIRE(user.read({1, 2}, shown).ok());
    REQUIRE(shown.segments.size() == 2);
    CHECK(shown.segments[0] == std::pair(changed, big));
    CHECK(shown.segments[1].second == "second");
  }

  SECTION("erased segments are gone, the others stay") {
    REQUIRE(user.put({segment(1, "a"), segment(2, "b"), segment(3, "c")}).ok());
    REQUIRE(user.erase({3, 77, 1}).ok());
    const Shown shown = user.loaded();
    REQUIRE(shown.segments.size() == 1);
    CHECK(shown.segments[0].first.id == 2);
  }

  SECTION("values are set, replaced and erased by an empty value") {
    REQUIRE(user.set("installation", "1234").ok());
    REQUIRE(user.set("binary", binary).ok());
    REQUIRE(user.set("installation", "5678").ok());
    REQUIRE(user.set("unknown", "").ok());
    CHECK(user.loaded().values ==
          std::map<std::string, std::string>{{"binary", binary}, {"installation", "5678"}});
    REQUIRE(user.set("installation", "").ok());
    CHECK(user.loaded().values == std::map<std::string, std::string>{{"binary", binary}});
  }

  SECTION("puts, erases and values of one write go together") {
    REQUIRE(user.put({segment(1, "a"), segment(2, "b")}).ok());
    const SegmentPut puts[] = {segment(3, "c")};
    const std::uint64_t erases[] = {1};
    const NamedValue values[] = {{"drained", "3"}, {"acked", "1"}};
    REQUIRE(user.commit({erases, puts, values, /*wait_for_disk=*/true}).ok());
    const Shown shown = user.loaded();
    REQUIRE(shown.segments.size() == 2);
    CHECK(shown.segments[0].first.id == 2);
    CHECK(shown.segments[1].first.id == 3);
    CHECK(shown.values.size() == 2);
  }

  SECTION("operations complete in the order of the calls, and see those before them") {
    struct Step {
      std::vector<int>* order;
      int number;
      void on_done(const Status& status) {
        CHECK(status.ok());
        order->push_back(number);
      }
      EventStore::Done done() { return EventStore::Done::to<&Step::on_done>(this); }
    };
    std::vector<int> order;
    Step steps[] = {{&order, 0}, {&order, 1}, {&order, 2}, {&order, 3}, {&order, 4}, {&order, 5}};
    const SegmentPut puts[] = {segment(1, "a")};
    const std::uint64_t ids[] = {1};
    Shown before;
    Shown after;
    Shown purged;
    fixture.store().load(before, steps[0].done());
    fixture.store().commit({.puts = puts}, steps[1].done());
    fixture.store().read(ids, after, steps[2].done());
    fixture.store().commit({.erases = ids}, steps[3].done());
    fixture.store().purge(steps[4].done());
    fixture.store().load(purged, steps[5].done());
    CHECK(order.empty());
    fixture.scheduler().run_all();
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5});
    CHECK(before.segments.empty());
    CHECK(after.segments.size() == 1);
    CHECK(purged.segments.empty());
  }

  SECTION("a completion may start the next operation") {
    struct Chain {
      EventStore& store;
      Shown shown;
      int left = 3;
      void on_done(const Status& status) {
        CHECK(status.ok());
        if (left-- > 0) store.load(shown, EventStore::Done::to<&Chain::on_done>(this));
      }
    };
    Chain chain{fixture.store(), {}, 3};
    chain.on_done({});
    fixture.scheduler().run_all();
    CHECK(chain.left == -1);
  }

  SECTION("a purged store is empty and goes on working") {
    REQUIRE(user.put({segment(1, "a"), segment(2, big)}).ok());
    REQUIRE(user.set("installation", "1234").ok());
    REQUIRE(user.purge().ok());
    CHECK(user.loaded().segments.empty());
    CHECK(user.loaded().values.empty());
    REQUIRE(user.put(segment_info(1, "again"), "again").ok());
    REQUIRE(user.purge().ok());
    REQUIRE(user.purge().ok());
    CHECK(user.loaded().segments.empty());
  }
}

}  // namespace godwit
