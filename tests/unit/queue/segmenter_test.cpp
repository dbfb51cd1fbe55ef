#include "queue/segmenter.h"

#include <string>

#include "queue/store_journal.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

// A segmenter, and what it has given to the journal.
struct SegmenterBench {
  SegmenterBench() {
    journal.set_listener(StoreJournal::Listener::to<&SegmenterBench::on_written>(this));
    segmenter.begin_stream({}, "{}", 7);
  }
  void on_written(const StoreJournal::Outcome&) {}
  void add(std::uint64_t sequence, std::string_view payload = "event",
           Priority priority = Priority::normal) {
    StagedRecord record{RecordKind::event, priority, sequence, payload, at, at + 64, 7};
    segmenter.add(record, 1'000, journal);
    at += 64;
  }
  void add_context(std::uint16_t number, std::string_view payload) {
    segmenter.add({RecordKind::context, {}, 0, payload, at, at + 64, number}, 1'000, journal);
    at += 64;
  }
  void write() {
    begin_write();
    scheduler.run_posted();
  }
  void begin_write() {
    segmenter.copy_open(journal);
    journal.request(false);
    journal.begin();
  }
  // Segments in the journal.
  std::vector<SegmentInfo> closed() const {
    std::vector<SegmentInfo> found;
    journal.for_each_put([&found](const SegmentInfo& info) { found.push_back(info); });
    return found;
  }
  // And open ones.
  std::vector<SegmentInfo> waiting() const {
    std::vector<SegmentInfo> found = closed();
    segmenter.for_each_waiting([&found](const SegmentInfo& info) { found.push_back(info); });
    return found;
  }
  std::uint64_t first_position() const {
    return segmenter.first_position(journal.first_position(10'000));
  }

  FakeClock clock;
  FakeScheduler scheduler{clock};
  FakeDisk disk{4096};
  FakeStore store{scheduler, disk};
  StoreJournal journal{store};
  Limits limits;
  Segmenter segmenter{limits};
  std::uint64_t at = 512;
};

}  // namespace

TEST_CASE("segmenter: a segment ends at its most events, and the next has another id", "[queue]") {
  SegmenterBench bench;
  bench.limits.segment_events_max = 3;
  for (std::uint64_t sequence = 1; sequence <= 7; ++sequence) bench.add(sequence);
  const auto full = bench.closed();
  REQUIRE(full.size() == 2);
  CHECK(full[0].id == 1);
  CHECK(full[1].id == 2);
  CHECK(full[0].event_count == 3);
  CHECK(full[1].first_sequence == 4);
  CHECK(full[1].last_sequence == 6);
  REQUIRE(bench.waiting().size() == 3);
  CHECK(bench.waiting()[2].event_count == 1);
}

TEST_CASE("segmenter: a segment ends before the event that would make it too large", "[queue]") {
  SegmenterBench bench;
  const std::string payload(1'000, 'x');
  bench.limits.segment_bytes_max = 2'500;
  for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) bench.add(sequence, payload);
  REQUIRE(bench.closed().size() == 1);
  CHECK(bench.closed()[0].event_count == 2);
}

TEST_CASE("segmenter: each priority has a segment of its own", "[queue]") {
  SegmenterBench bench;
  bench.add(1, "a", Priority::immediate);
  bench.add(2, "b", Priority::deferred);
  bench.add(3, "c", Priority::immediate);
  const auto stored = bench.waiting();
  REQUIRE(stored.size() == 2);
  CHECK(stored[0].priority == Priority::immediate);
  CHECK(stored[0].event_count == 2);
  CHECK(stored[1].priority == Priority::deferred);
}

TEST_CASE("segmenter: an open segment is stored again only where it has grown", "[queue]") {
  SegmenterBench bench;
  bench.add(1);
  bench.write();
  CHECK(bench.waiting().empty());
  bench.segmenter.copy_open(bench.journal);
  CHECK(bench.closed().empty());
  bench.add(2);
  REQUIRE(bench.waiting().size() == 1);
  CHECK(bench.waiting()[0].event_count == 2);
  bench.write();
  // A segment that is stored whole is not stored again when it ends.
  bench.add_context(8, "{\"user\":\"A\"}");
  CHECK(bench.waiting().empty());
}

TEST_CASE("segmenter: an open segment is copied when a write begins, and not before", "[queue]") {
  SegmenterBench bench;
  bench.add(1);
  bench.add(2, "deferred", Priority::deferred);
  CHECK(bench.closed().empty());
  const auto waiting = bench.waiting();
  REQUIRE(waiting.size() == 2);
  CHECK(bench.segmenter.waiting_bytes() == waiting[0].size_bytes + waiting[1].size_bytes);
  bench.write();
  CHECK(bench.segmenter.waiting_bytes() == 0);
  CHECK(bench.disk.segments.size() == 2);
  bench.add(3);
  bench.write();
  SegmentReader reader;
  CHECK(reader.open(bench.disk.segments.at(1).body));  // Its checksum is that of all events.
  CHECK(bench.disk.segments.at(1).info.event_count == 2);
}

TEST_CASE("segmenter: an open segment whose write failed waits in the journal and grows",
          "[queue]") {
  SegmenterBench bench;
  bench.add(1);
  bench.write();
  bench.add(2);
  bench.begin_write();
  bench.store.failure = Status(StatusCode::storage_unavailable, "full");
  SECTION("it goes on") {
    bench.scheduler.run_posted();
    REQUIRE(bench.waiting().size() == 1);
    CHECK(bench.closed()[0].event_count == 2);
    CHECK(bench.first_position() == 512);
    bench.add(3);
  }
  SECTION("it grew meanwhile, and is sealed after the failure") {
    bench.add(3);
    bench.scheduler.run_posted();
    bench.segmenter.seal(1, bench.journal);
    REQUIRE(bench.closed().size() == 1);
    CHECK(bench.closed()[0].event_count == 3);
  }
  SECTION("it grew and was sealed meanwhile") {
    bench.add(3);
    bench.segmenter.seal(1, bench.journal);
    bench.scheduler.run_posted();
    REQUIRE(bench.closed().size() == 1);
  }
  SECTION("it was sealed meanwhile as it was") {
    bench.segmenter.seal(1, bench.journal);
    CHECK(bench.closed().empty());
    bench.scheduler.run_posted();
    REQUIRE(bench.closed().size() == 1);
    bench.add(3);  // They are in another segment.
  }
  bench.store.failure = Status();
  bench.write();
  CHECK(bench.waiting().empty());
  std::uint64_t events = 0;
  for (const auto& [id, segment] : bench.disk.segments) events += segment.info.event_count;
  CHECK(events == 3);
}

TEST_CASE("segmenter: what is cleared is forgotten", "[queue]") {
  SegmenterBench bench;
  bench.add(1);
  bench.segmenter.clear();
  bench.segmenter.end_stream(bench.journal);
  CHECK(bench.waiting().empty());
  CHECK(bench.first_position() == 10'000);
}

TEST_CASE("segmenter: the staging log is needed from a segment's first event on", "[queue]") {
  SegmenterBench bench;
  bench.add(1);
  bench.add(2);
  CHECK(bench.first_position() == 512);
  bench.begin_write();
  CHECK(bench.first_position() == 512);
  bench.scheduler.run_posted();
  CHECK(bench.first_position() == 10'000);
  bench.segmenter.seal(1, bench.journal);
  bench.add(3);
  CHECK(bench.first_position() == 512 + 2 * 64);
}

TEST_CASE("segmenter: another context ends all segments, the same one none", "[queue]") {
  SegmenterBench bench;
  bench.add(1, "a");
  bench.add(2, "b", Priority::deferred);
  bench.add_context(8, "{}");
  CHECK(bench.segmenter.context_number() == 8);
  CHECK(bench.closed().empty());
  bench.add_context(9, "{\"user\":\"A\"}");
  CHECK(bench.segmenter.context_number() == 9);
  CHECK(bench.segmenter.context() == "{\"user\":\"A\"}");
  CHECK(bench.closed().size() == 2);
  bench.add(3);
  CHECK(bench.waiting().size() == 3);
}

TEST_CASE("segmenter: a sealed segment grows no more, and others do", "[queue]") {
  SegmenterBench bench;
  bench.add(1, "a", Priority::immediate);
  bench.add(2, "b", Priority::normal);
  bench.segmenter.seal(1, bench.journal);
  bench.add(3, "c", Priority::immediate);
  bench.add(4, "d", Priority::normal);
  const auto stored = bench.waiting();
  REQUIRE(stored.size() == 3);
  CHECK((stored[0].id == 1 && stored[0].event_count == 1));
  CHECK((stored[1].id == 3 && stored[1].event_count == 1));
  CHECK((stored[2].id == 2 && stored[2].event_count == 2));
}

TEST_CASE("segmenter: a stream begins with segments, context and number of its own", "[queue]") {
  SegmenterBench bench;
  bench.add(1);
  StreamOpening opening;
  opening.stream.bytes[0] = 9;
  bench.segmenter.begin_stream(opening, "{\"user\":\"B\"}", 1);
  CHECK(bench.segmenter.context_number() == 1);
  bench.add(1);
  bench.segmenter.end_stream(bench.journal);
  const auto stored = bench.closed();
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].stream == opening.stream);
  SegmentReader reader;
  REQUIRE(reader.open(bench.journal.waiting_body(stored[0].id)));
  CHECK(reader.context() == "{\"user\":\"B\"}");
}

TEST_CASE("segmenter: ids go on behind the last one known", "[queue]") {
  SegmenterBench bench;
  bench.segmenter.set_last_id(41);
  CHECK(bench.segmenter.next_id() == 42);
  bench.add(1);
  CHECK(bench.waiting()[0].id == 43);
}

TEST_CASE("segmenter: knows whether the store has its context", "[queue]") {
  SegmenterBench bench;
  Segmenter& segmenter = bench.segmenter;
  CHECK(segmenter.context_changed());
  segmenter.note_context_writing();
  CHECK(segmenter.context_changed());
  segmenter.note_context_stored();
  CHECK_FALSE(segmenter.context_changed());
  bench.add_context(8, "{\"user\":\"A\"}");
  CHECK(segmenter.context_changed());
  segmenter.note_context_writing();
  bench.add_context(9, "{\"user\":\"B\"}");
  segmenter.note_context_stored();  // The one before.
  CHECK(segmenter.context_changed());
  segmenter.note_context_writing();
  segmenter.note_context_stored();
  CHECK_FALSE(segmenter.context_changed());
  segmenter.note_context_lost();
  CHECK(segmenter.context_changed());
}
