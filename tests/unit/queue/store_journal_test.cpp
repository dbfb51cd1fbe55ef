#include "queue/store_journal.h"

#include <string>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

struct JournalBench {
  JournalBench() {
    journal.set_preparer(Task::to<&JournalBench::prepare>(this));
    journal.set_listener(StoreJournal::Listener::to<&JournalBench::on_written>(this));
  }
  void prepare() {
    ++prepared;
    if (at_writing) at_writing();
  }
  void on_written(const StoreJournal::Outcome& outcome) {
    outcomes.push_back({outcome.status.ok(), outcome.ticket, outcome.puts.size()});
  }
  void put(std::uint64_t id, std::string_view body, std::uint64_t position) {
    SegmentInfo info;
    info.id = id;
    Bytes bytes;
    bytes.append(body);
    journal.put(info, std::move(bytes), position);
  }
  void run() { scheduler.run_posted(); }
  void fail_once() {
    store.failure = Status(StatusCode::storage_unavailable, "full");
    run();
    store.failure = Status();
  }

  struct Outcome {
    bool ok;
    std::uint64_t ticket;
    std::size_t puts;
  };
  FakeClock clock;
  FakeScheduler scheduler{clock};
  FakeDisk disk{4096};
  FakeStore store{scheduler, disk};
  StoreJournal journal{store};
  std::function<void()> at_writing;
  int prepared = 0;
  std::vector<Outcome> outcomes;
};

}  // namespace

TEST_CASE("store_journal: nothing is written before commit()", "[queue]") {
  JournalBench bench;
  CHECK(bench.journal.empty());
  bench.put(1, "one", 10);
  bench.journal.set("name", "value");
  bench.run();
  CHECK(bench.store.commits == 0);
  CHECK_FALSE(bench.journal.empty());
  CHECK_FALSE(bench.journal.busy());
  CHECK(bench.journal.commit(false) == 1);
  CHECK(bench.journal.busy());
  CHECK(bench.journal.empty());
  bench.run();
  CHECK_FALSE(bench.journal.busy());
  CHECK(bench.disk.segments.at(1).body == "one");
  CHECK(bench.disk.values.at("name") == "value");
  REQUIRE(bench.outcomes.size() == 1);
  CHECK((bench.outcomes[0].ok && bench.outcomes[0].ticket == 1 && bench.outcomes[0].puts == 1));
}

TEST_CASE("store_journal: commits during a write are one write after it", "[queue]") {
  JournalBench bench;
  bench.put(1, "one", 10);
  CHECK(bench.journal.commit(false) == 1);
  bench.put(2, "two", 20);
  CHECK(bench.journal.commit(false) == 2);
  bench.put(3, "three", 30);
  CHECK(bench.journal.commit(false) == 3);
  bench.run();
  CHECK(bench.store.commits == 2);
  REQUIRE(bench.outcomes.size() == 2);
  CHECK((bench.outcomes[0].ticket == 1 && bench.outcomes[0].puts == 1));
  CHECK((bench.outcomes[1].ticket == 3 && bench.outcomes[1].puts == 2));
  CHECK(bench.disk.segments.size() == 3);
}

TEST_CASE("store_journal: what is set as a write begins is part of it", "[queue]") {
  JournalBench bench;
  bench.at_writing = [&] { bench.journal.set("late", "yes"); };
  bench.journal.commit(false);
  bench.run();
  CHECK(bench.prepared == 1);
  CHECK(bench.disk.values.at("late") == "yes");
}

TEST_CASE("store_journal: a put replaces the one of the same id, but for its position", "[queue]") {
  JournalBench bench;
  bench.put(1, "short", 10);
  bench.put(1, "longer by far", 90);
  bench.put(2, "two", 50);
  CHECK(bench.journal.waiting_body(1) == "longer by far");
  CHECK(bench.journal.waiting_body(3).empty());
  CHECK(bench.journal.waiting_bytes() == 13 + 3);
  CHECK(bench.journal.first_position(1'000) == 10);
  bench.journal.set("name", "old");
  bench.journal.set("name", "new");
  bench.journal.commit(false);
  bench.run();
  CHECK(bench.disk.segments.size() == 2);
  CHECK(bench.disk.segments.at(1).body == "longer by far");
  CHECK(bench.disk.values.at("name") == "new");
}

TEST_CASE("store_journal: the staging log is needed until the write has succeeded", "[queue]") {
  JournalBench bench;
  CHECK(bench.journal.first_position(1'000) == 1'000);
  bench.put(1, "one", 40);
  bench.put(2, "two", StoreJournal::kNoPosition);
  bench.journal.commit(false);
  CHECK(bench.journal.first_position(1'000) == 40);
  bench.put(3, "three", 70);
  CHECK(bench.journal.first_position(1'000) == 40);
  bench.run();
  CHECK(bench.journal.first_position(1'000) == 70);
  bench.journal.commit(false);
  bench.run();
  CHECK(bench.journal.first_position(1'000) == 1'000);
}

TEST_CASE("store_journal: an erasure takes a waiting put with it", "[queue]") {
  JournalBench bench;
  bench.disk.segments[1] = {{}, "stored"};
  bench.put(1, "grown", 10);
  bench.put(2, "two", 20);
  bench.journal.erase(1);
  bench.journal.cancel_put(7);
  bench.journal.commit(false);
  bench.run();
  CHECK(bench.disk.segments.size() == 1);
  CHECK(bench.disk.segments.contains(2));
}

TEST_CASE("store_journal: what failed is written with what came since, which wins", "[queue]") {
  JournalBench bench;
  bench.disk.segments[4] = {{}, "stored"};
  bench.put(1, "old", 10);
  bench.put(2, "two", 20);
  bench.put(3, "three", 30);
  bench.journal.erase(4);
  bench.journal.set("a", "old");
  bench.journal.set("b", "kept");
  bench.journal.commit(false);
  bench.put(1, "new", 90);
  bench.journal.erase(2);
  bench.journal.set("a", "new");
  bench.fail_once();
  REQUIRE(bench.outcomes.size() == 1);
  CHECK_FALSE(bench.outcomes[0].ok);
  CHECK(bench.disk.segments.size() == 1);
  // The log stands for what the failed write held.
  CHECK(bench.journal.first_position(1'000) == 10);
  bench.journal.commit(false);
  bench.run();
  CHECK(bench.disk.segments.size() == 2);
  CHECK(bench.disk.segments.at(1).body == "new");
  CHECK(bench.disk.segments.at(3).body == "three");
  CHECK(bench.disk.values.at("a") == "new");
  CHECK(bench.disk.values.at("b") == "kept");
}

TEST_CASE("store_journal: what was asked for during a write that fails is written after it",
          "[queue]") {
  JournalBench bench;
  bench.put(1, "one", 10);
  bench.journal.commit(false);
  bench.journal.commit(true);
  bench.store.failure = Status(StatusCode::storage_unavailable, "full");
  bench.scheduler.run_one();
  bench.store.failure = Status();
  CHECK(bench.journal.busy());
  bench.run();
  REQUIRE(bench.outcomes.size() == 2);
  CHECK((bench.outcomes[1].ok && bench.outcomes[1].ticket == 2));
  CHECK(bench.disk.segments.at(1).body == "one");
}

TEST_CASE("store_journal: what is cleared during a write does not come back when it fails",
          "[queue]") {
  JournalBench bench;
  bench.put(1, "one", 10);
  bench.journal.commit(false);
  bench.put(2, "two", 20);
  bench.journal.commit(false);
  bench.journal.clear();
  bench.fail_once();
  CHECK(bench.journal.empty());
  CHECK_FALSE(bench.journal.busy());
  bench.journal.clear();
  bench.put(3, "three", 30);
  bench.journal.commit(false);
  bench.fail_once();  // This one was not cleared.
  CHECK_FALSE(bench.journal.empty());
}
