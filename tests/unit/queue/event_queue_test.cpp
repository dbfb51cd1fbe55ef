#include "queue/event_queue.h"

#include <string>
#include <vector>

#include "base/crc32c.h"
#include "base/uuid.h"
#include "queue/staging_log.h"
#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;

namespace {

// A queue on a store whose writes are done only when told.
struct Stage {
  Stage() {
    queue.load(EventStore::Done::to<&Stage::on_loaded>(this));
    scheduler.run_posted();
    opening.stream.bytes[0] = 1;
    log.start(std::as_writable_bytes(std::span(region)), opening);
    queue.begin_stream(opening);
    append(RecordKind::context, 0, "{}");
  }

  void append(RecordKind kind, std::uint64_t sequence, std::string_view payload) {
    REQUIRE(log.append(kind, Priority::normal, sequence, payload,
                       crc32c(payload.data(), payload.size())));
  }
  void drain(std::uint64_t sequence) {
    append(RecordKind::event, sequence, "{\"n\":\"e\",\"t\":0,\"p\":{}}");
    REQUIRE(queue.drain(log, 0));
  }
  // The number of events that may be leased now.
  std::uint32_t leasable() {
    List<std::uint64_t> ids;
    queue.lease(100, 1'000'000, Priority::deferred, ids);
    std::uint32_t events = 0;
    for (const std::uint64_t id : ids) events += queue.index().find(id)->info.event_count;
    queue.release_all();
    return events;
  }

  void on_loaded(const Status&) {}

  test::FakeClock clock;
  test::FakeScheduler scheduler{clock};
  test::FakeDisk disk{64 * 1024};
  test::FakeStore store{scheduler, disk};
  Limits limits;
  Counters counters;
  EventQueue queue{store, clock, limits, counters};
  std::vector<std::uint64_t> region = std::vector<std::uint64_t>(8 * 1024);
  StreamOpening opening;
  StagingLog log;
};

}  // namespace

TEST_CASE("what is being written is not leased until it is known how the write ends") {
  Stage stage;
  stage.drain(1);
  REQUIRE(stage.leasable() == 1);
  stage.drain(2);
  stage.queue.commit(false);
  CHECK(stage.leasable() == 0);
  stage.scheduler.run_posted();
  CHECK(stage.leasable() == 2);
}

TEST_CASE("a write has the values of the moment when it begins") {
  Stage stage;
  stage.drain(1);
  stage.queue.commit(false);
  stage.queue.commit(false);  // It begins after the first.
  const std::string stream = "stream/" + std::string(id_view(stage.opening.stream));
  const auto drained = [&] {
    StreamEntry entry;
    return entry.decode(stage.disk.values.at(stream)) ? entry.drained : 0;
  };
  stage.drain(2);
  stage.queue.ledger().entry(stage.opening).changed = true;
  stage.scheduler.run_one();
  CHECK(drained() == 1);
  stage.scheduler.run_posted();
  CHECK(drained() == 2);
}

TEST_CASE("the listener of a write sees a queue that has its outcome, and may commit") {
  struct Listener {
    Stage& stage;
    std::uint32_t leasable = 0;
    int writes = 0;
    void on_written(const StoreJournal::Outcome& outcome) {
      leasable = stage.leasable();
      if (writes++ == 0) stage.queue.commit(false);
      CHECK(outcome.status.ok());
    }
  };
  Stage stage;
  Listener listener{stage};
  stage.queue.set_listener(StoreJournal::Listener::to<&Listener::on_written>(&listener));
  stage.drain(1);
  stage.queue.commit(false);
  stage.scheduler.run_posted();
  CHECK(listener.leasable == 1);
  CHECK(listener.writes == 2);
}

TEST_CASE("a segment that grew while it was written is leased as soon as the write is over") {
  Stage stage;
  stage.drain(1);
  stage.queue.commit(false);
  stage.drain(2);  // They are in the same segment.
  stage.scheduler.run_posted();
  CHECK(stage.leasable() == 2);
}

TEST_CASE("what waits to be written is counted once, open or leased") {
  Stage stage;
  CHECK_FALSE(stage.queue.has_changes());
  stage.drain(1);
  stage.drain(2);
  CHECK(stage.queue.has_changes());
  const std::uint64_t bytes = stage.queue.waiting_bytes();
  CHECK(bytes == stage.queue.index().bytes());
  const std::uint64_t held_from = stage.queue.releasable_position();
  CHECK(held_from < stage.queue.drained_position());
  REQUIRE(stage.leasable() == 2);  // It is sealed now.
  CHECK(stage.queue.waiting_bytes() == bytes);
  CHECK(stage.queue.releasable_position() == held_from);
  stage.queue.commit(false);
  CHECK(stage.queue.waiting_bytes() == 0);
  CHECK(stage.queue.releasable_position() == held_from);
  stage.scheduler.run_posted();
  CHECK(stage.queue.releasable_position() == stage.queue.drained_position());
}

TEST_CASE("an open segment is forgotten with the queue") {
  Stage stage;
  stage.drain(1);
  CHECK(stage.queue.clear() == 1);
  CHECK_FALSE(stage.queue.has_changes());
  stage.queue.commit(false);
  stage.scheduler.run_posted();
  CHECK(stage.disk.segments.empty());
}

TEST_CASE("a segment whose write failed is leased from memory") {
  Stage stage;
  stage.drain(1);
  stage.queue.commit(false);
  stage.drain(2);
  stage.store.failure = Status(StatusCode::storage_unavailable, "full");
  stage.scheduler.run_posted();
  CHECK(stage.leasable() == 2);
  CHECK(stage.disk.segments.empty());
}

TEST_CASE("what is left of a segment stays staged until some write of it succeeds") {
  Stage stage;
  stage.drain(1);
  stage.drain(2);
  List<std::uint64_t> ids;
  stage.queue.lease(100, 1'000'000, Priority::deferred, ids);
  REQUIRE(ids.size() == 1);
  const SegmentInfo info = stage.queue.index().find(ids[0])->info;
  Bytes rest;
  rest.append(stage.queue.waiting_body(ids[0]));
  const std::uint64_t held_from = stage.queue.releasable_position();
  REQUIRE(held_from < stage.queue.drained_position());

  stage.queue.commit(false);
  stage.queue.replace(info, std::move(rest));  // While it is being written.
  stage.store.failure = Status(StatusCode::storage_unavailable, "full");
  stage.scheduler.run_posted();
  CHECK(stage.queue.releasable_position() == held_from);

  stage.store.failure = Status();
  stage.queue.commit(false);
  stage.scheduler.run_posted();
  CHECK(stage.queue.releasable_position() == stage.queue.drained_position());
  CHECK(stage.disk.segments.size() == 1);
}
