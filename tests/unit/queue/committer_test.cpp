#include "queue/committer.h"

#include <vector>

#include "memory/memory_event_store.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;

namespace {

using Health = Committer::Health;

// A committer whose writes end when the test says how.
struct Bench final : EventStore {
  Bench() { queue.set_listener(StoreJournal::Listener::to<&Bench::on_written>(this)); }

  void load(StoreVisitor&, Done) override {}
  void read(std::span<const std::uint64_t>, StoreVisitor&, Done) override {}
  void purge(Done) override {}
  void commit(const StoreWrite&, Done done) override { under_way.push_back(done); }

  // Ends the oldest write, and returns whether it ended the write of events.
  bool end_write(const Status& status) {
    const Done done = under_way.front();
    under_way.erase(under_way.begin());
    ended_events = false;
    done(status);
    return ended_events;
  }
  void on_written(const StoreJournal::Outcome& outcome) {
    step = committer.is_step(outcome);
    all = committer.all_written(outcome);
    if (outcome.status.ok()) {
      committer.note_success();
      ended_events = committer.end_events(outcome);
    } else {
      ended_events = committer.note_failure(outcome);
    }
  }

  FakeClock clock;
  Limits limits;
  Counters counters;
  EventQueue queue{*this, clock, limits, counters};
  Committer committer{queue};
  std::vector<Done> under_way;
  bool ended_events = false;
  bool step = false;
  bool all = false;
};

const Status kFailed(StatusCode::storage_unavailable, "the disk is full");

}  // namespace

TEST_CASE("committer: a write of events ends with the first write that has all of them",
          "[committer]") {
  Bench bench;
  bench.committer.commit(false);  // Under way, and without the events.
  bench.committer.commit_events(7, false);
  CHECK(bench.committer.writing_events());
  CHECK_FALSE(bench.end_write(Status()));
  CHECK(bench.committer.writing_events());
  CHECK(bench.end_write(Status()));
  CHECK_FALSE(bench.committer.writing_events());
  CHECK(bench.committer.up_to() == 7);
}

TEST_CASE("committer: a step ends with the first write that was asked for with it or after it",
          "[committer]") {
  Bench bench;
  bench.committer.commit(false);
  bench.committer.commit_step(true);
  bench.end_write(Status());
  CHECK_FALSE(bench.step);
  bench.end_write(Status());
  CHECK(bench.step);
}

TEST_CASE("committer: a row of the table each", "[committer]") {
  Bench bench;
  CHECK(bench.committer.health() == Health::well);
  SECTION("well, a write of events has failed: resting") {
    bench.committer.commit_events(1, false);
    CHECK(bench.end_write(kFailed));
    CHECK(bench.committer.health() == Health::resting);
    CHECK_FALSE(bench.committer.writing_events());
    SECTION("resting, the drain timer: trying") {
      bench.committer.on_timer();
      CHECK(bench.committer.health() == Health::trying);
      SECTION("trying, a write of events has failed: resting") {
        bench.committer.commit_events(2, false);
        CHECK(bench.end_write(kFailed));
        CHECK(bench.committer.health() == Health::resting);
      }
      SECTION("trying, a write succeeded: well") {
        bench.committer.commit_events(2, false);
        CHECK(bench.end_write(Status()));
        CHECK(bench.committer.health() == Health::well);
      }
    }
    SECTION("resting, a write succeeded: well") {
      bench.committer.commit(false);
      CHECK_FALSE(bench.end_write(Status()));
      CHECK(bench.committer.health() == Health::well);
    }
  }
  SECTION("well, a write failed and another that has the events is to come: trying") {
    bench.committer.commit(false);
    bench.committer.commit_events(1, false);
    CHECK_FALSE(bench.end_write(kFailed));
    CHECK(bench.committer.health() == Health::trying);
    CHECK(bench.committer.writing_events());
  }
  SECTION("well, the drain timer: well") {
    bench.committer.on_timer();
    CHECK(bench.committer.health() == Health::well);
  }
}

TEST_CASE("committer: events that were erased end no write", "[committer]") {
  Bench bench;
  bench.committer.commit_events(9, false);
  bench.committer.forget();
  CHECK_FALSE(bench.committer.writing_events());
  CHECK(bench.committer.up_to() == 0);
  CHECK_FALSE(bench.end_write(Status()));
}

TEST_CASE("committer: all is written once no write is under way that has events", "[committer]") {
  Bench bench;
  bench.committer.commit(false);
  bench.committer.commit_events(1, false);
  bench.end_write(Status());
  CHECK_FALSE(bench.all);
  bench.end_write(kFailed);
  CHECK(bench.all);
}
