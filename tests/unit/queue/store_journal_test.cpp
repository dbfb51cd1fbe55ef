#include "queue/store_journal.h"

#include <string>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

// A journal with an owner that begins each write as soon as it is due.
struct JournalBench {
  JournalBench() {
    journal.set_listener(StoreJournal::Listener::to<&JournalBench::on_written>(this));
  }
  std::uint64_t commit(bool wait_for_disk = false) {
    const std::uint64_t ticket = journal.request(wait_for_disk);
    begin_due_write();
    return ticket;
  }
  void begin_due_write() {
    if (journal.due()) journal.begin();
  }
  void on_written(const StoreJournal::Outcome& outcome) {
    std::vector<std::uint64_t> puts;
    journal.for_each_written([&puts](const SegmentInfo& info) { puts.push_back(info.id); });
    if (when_told) std::exchange(when_told, nullptr)();
    outcomes.push_back({outcome.status.ok(), outcome.ticket, puts});
    begin_due_write();
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
    std::vector<std::uint64_t> puts;
    bool operator==(const Outcome&) const = default;
  };
  FakeClock clock;
  FakeScheduler scheduler{clock};
  FakeDisk disk{4096};
  FakeStore store{scheduler, disk};
  StoreJournal journal{store};
  std::function<void()> when_told;  // Once.
  std::vector<Outcome> outcomes;
};

}  // namespace

TEST_CASE("store_journal: each row of the table of writes", "[queue]") {
  JournalBench bench;
  StoreJournal& journal = bench.journal;
  bench.put(1, "one", 10);
  journal.set("name", "value");
  CHECK_FALSE(journal.busy());
  CHECK_FALSE(journal.due());
  SECTION("none, clear(): none") {
    journal.clear();
    CHECK_FALSE(journal.busy());
    CHECK(journal.empty());
  }
  SECTION("none, begin(): under way, and the store gets the collected changes") {
    bench.commit();
    CHECK(journal.busy());
    CHECK(journal.empty());
    SECTION("under way, the write succeeds: none, and the journal tells the listener") {
      bench.run();
      CHECK_FALSE(journal.busy());
      CHECK(journal.empty());
      CHECK(bench.disk.segments.at(1).body == "one");
      CHECK(bench.disk.values.at("name") == "value");
      CHECK(bench.outcomes == std::vector<JournalBench::Outcome>{{true, 1, {1}}});
    }
    SECTION("under way, the write fails: none, and its changes are collected again") {
      bench.fail_once();
      CHECK_FALSE(journal.busy());
      CHECK(journal.waiting_body(1) == "one");
      CHECK(bench.outcomes == std::vector<JournalBench::Outcome>{{false, 1, {1}}});
    }
    SECTION("under way, clear(): forgotten") {
      journal.clear();
      CHECK(journal.busy());
      SECTION("forgotten, clear(): forgotten") {
        journal.clear();
        CHECK(journal.busy());
      }
      SECTION("forgotten, the write ends well: none, and the journal tells the listener") {
        bench.run();
        CHECK_FALSE(journal.busy());
        CHECK(bench.outcomes == std::vector<JournalBench::Outcome>{{true, 1, {1}}});
      }
      SECTION("forgotten, the write fails: none, and nothing is collected again") {
        bench.fail_once();
        CHECK_FALSE(journal.busy());
        CHECK(journal.empty());
        CHECK(bench.outcomes == std::vector<JournalBench::Outcome>{{false, 1, {1}}});
        bench.put(3, "three", 30);
        bench.commit();
        bench.fail_once();  // This one was not forgotten.
        CHECK_FALSE(journal.empty());
      }
    }
  }
}

TEST_CASE("store_journal: each row of the table of the next write", "[queue]") {
  JournalBench bench;
  StoreJournal& journal = bench.journal;
  CHECK_FALSE(journal.due());
  SECTION("any, request() for the disk: wanted on the disk") {
    CHECK(journal.request(true) == 1);
    CHECK(journal.due());
    SECTION("wanted on the disk, request(): it stays so") {
      CHECK(journal.request(false) == 2);
    }
    SECTION("wanted on the disk, request() for the disk: it stays so") {
      CHECK(journal.request(true) == 2);
    }
    journal.begin();
    bench.run();
    CHECK(bench.store.waited_for_disk);
    CHECK(bench.outcomes.size() == 1);
  }
  SECTION("unwanted, request(): wanted") {
    CHECK(journal.request(false) == 1);
    CHECK(journal.due());
    SECTION("wanted, request() for the disk: wanted on the disk") {
      CHECK(journal.request(true) == 2);
      journal.begin();
      bench.run();
      CHECK(bench.store.waited_for_disk);
    }
    SECTION("wanted, request(): wanted") {
      CHECK(journal.request(false) == 2);
      journal.begin();
      bench.run();
      CHECK_FALSE(bench.store.waited_for_disk);
    }
    SECTION("any, begin(): unwanted") {
      journal.begin();
      CHECK_FALSE(journal.due());
      bench.run();
      CHECK_FALSE(journal.due());
      CHECK(bench.store.commits == 1);
    }
    SECTION("any, clear(): unwanted") {
      journal.clear();
      CHECK_FALSE(journal.due());
    }
  }
}

TEST_CASE("store_journal: a wish that came during a write is due after it", "[queue]") {
  JournalBench bench;
  bench.put(1, "one", 10);
  CHECK(bench.commit() == 1);
  bench.put(2, "two", 20);
  CHECK(bench.commit() == 2);
  CHECK_FALSE(bench.journal.due());
  bench.put(3, "three", 30);
  CHECK(bench.commit() == 3);
  bench.run();
  CHECK(bench.store.commits == 2);
  CHECK(bench.outcomes == std::vector<JournalBench::Outcome>{{true, 1, {1}}, {true, 3, {2, 3}}});
  CHECK(bench.disk.segments.size() == 3);
}

TEST_CASE("store_journal: the listener may call any function, and its outcome stays", "[queue]") {
  JournalBench bench;
  bench.put(1, "one", 10);
  bench.put(2, "two", 20);
  bench.disk.segments[70] = {{}, "stored"};
  const bool fails = GENERATE(false, true);
  bench.commit();
  if (fails) bench.store.failure = Status(StatusCode::storage_unavailable, "full");
  std::size_t left = 0;
  SECTION("put() of the same segment and of many others, and a write") {
    bench.when_told = [&] {
      bench.store.failure = Status();
      for (std::uint64_t id = 2; id < 40; ++id) bench.put(id, "later", 50);
      bench.commit();
    };
    left = 40;  // With the first and the stored one.
  }
  SECTION("erase()") {
    bench.when_told = [&] {
      bench.store.failure = Status();
      for (std::uint64_t id : {1, 2, 70}) bench.journal.erase(id);
      bench.commit();
    };
  }
  SECTION("cancel_put() and set()") {
    bench.when_told = [&] {
      bench.store.failure = Status();
      bench.journal.cancel_put(1);
      bench.journal.set("name", "value");
      bench.commit();
    };
    left = fails ? 2 : 3;
  }
  SECTION("clear(), and another write") {
    bench.when_told = [&] {
      bench.store.failure = Status();
      bench.journal.clear();
      bench.put(9, "nine", 90);
      bench.commit();
    };
    left = fails ? 2 : 4;
  }
  bench.run();
  CHECK(bench.outcomes.front() == JournalBench::Outcome{!fails, 1, {1, 2}});
  CHECK(bench.outcomes.back().ticket == 2);
  CHECK(bench.disk.segments.size() == left);
  CHECK(bench.store.commits == 2);
  CHECK(bench.journal.empty());
  CHECK_FALSE(bench.journal.busy());
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
  bench.commit();
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
  bench.commit();
  CHECK(bench.journal.first_position(1'000) == 40);
  bench.put(3, "three", 70);
  CHECK(bench.journal.first_position(1'000) == 40);
  bench.run();
  CHECK(bench.journal.first_position(1'000) == 70);
  bench.commit();
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
  bench.commit();
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
  bench.commit();
  bench.put(1, "new", 90);
  bench.journal.erase(2);
  bench.journal.set("a", "new");
  bench.fail_once();
  REQUIRE(bench.outcomes.size() == 1);
  CHECK_FALSE(bench.outcomes[0].ok);
  CHECK(bench.disk.segments.size() == 1);
  // The log stands for what the failed write held.
  CHECK(bench.journal.first_position(1'000) == 10);
  bench.commit();
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
  bench.commit();
  bench.commit(true);
  bench.store.failure = Status(StatusCode::storage_unavailable, "full");
  bench.scheduler.run_one();
  bench.store.failure = Status();
  CHECK(bench.journal.busy());
  bench.run();
  REQUIRE(bench.outcomes.size() == 2);
  CHECK((bench.outcomes[1].ok && bench.outcomes[1].ticket == 2));
  CHECK(bench.disk.segments.at(1).body == "one");
}
