#include "queue/segment.h"

#include <string>
#include <vector>

#include "queue/segment_index.h"
#include "support/catch.h"

using namespace godwit;

namespace {

SegmentInfo info(std::uint64_t id, Priority priority, std::uint32_t events = 10) {
  SegmentInfo made;
  made.id = id;
  made.priority = priority;
  made.first_sequence = id * 100;
  made.last_sequence = id * 100 + events - 1;
  made.event_count = events;
  made.size_bytes = events * 100;
  return made;
}

std::vector<std::uint64_t> listed(const List<std::uint64_t>& ids) {
  return {ids.begin(), ids.end()};
}

}  // namespace

TEST_CASE("segment: what was added is read back, with its stream and context", "[queue]") {
  StreamOpening opening;
  opening.stream.bytes[3] = 7;
  opening.installation.bytes[4] = 8;
  opening.monotonic.ms = 11;
  opening.wall.ms = 12;
  SegmentBuilder builder;
  builder.begin(5, opening, Priority::deferred, "{\"user\":\"A\"}", 1234);
  builder.add(3, "{\"n\":\"a\"}");
  builder.add(9, "{\"n\":\"b\"}");
  const SegmentPut put = builder.finish();
  CHECK(put.info.id == 5);
  CHECK(put.info.first_sequence == 3);
  CHECK(put.info.last_sequence == 9);
  CHECK(put.info.event_count == 2);
  CHECK(put.info.size_bytes == put.body.size());
  CHECK(put.info.staged_at_ms == 1234);

  SegmentReader reader;
  REQUIRE(reader.open(put.body));
  CHECK(reader.priority() == Priority::deferred);
  CHECK(reader.context() == "{\"user\":\"A\"}");
  CHECK(reader.opening().stream == opening.stream);
  CHECK(reader.opening().installation == opening.installation);
  CHECK(reader.opening().monotonic == opening.monotonic);
  CHECK(reader.opening().wall == opening.wall);
  std::uint64_t sequence = 0;
  std::string_view event;
  REQUIRE(reader.next(sequence, event));
  CHECK((sequence == 3 && event == "{\"n\":\"a\"}"));
  REQUIRE(reader.next(sequence, event));
  CHECK((sequence == 9 && event == "{\"n\":\"b\"}"));
  CHECK_FALSE(reader.next(sequence, event));
}

TEST_CASE("segment: taken bytes are moved, and the next segment begins with as much memory",
          "[queue]") {
  SegmentBuilder builder;
  builder.begin(1, {}, Priority::normal, "{}", 0);
  const std::string event(1'000, 'x');
  for (std::uint64_t sequence = 1; sequence <= 100; ++sequence) builder.add(sequence, event);
  const char* const place = builder.finish().body.data();
  const Bytes taken = builder.take();
  CHECK(taken.data() == place);
  SegmentReader reader;
  CHECK(reader.open(taken.view()));
  builder.begin(2, {}, Priority::normal, "{}", 0);
  builder.add(1, event);
  const char* const fresh = builder.finish().body.data();
  for (std::uint64_t sequence = 2; sequence <= 100; ++sequence) builder.add(sequence, event);
  CHECK(builder.finish().body.data() == fresh);
}

TEST_CASE("segment: any byte that changes, and any cut, is noticed", "[queue]") {
  SegmentBuilder builder;
  builder.begin(1, {}, Priority::normal, "{}", 0);
  builder.add(1, "{\"n\":\"a\"}");
  const std::string body(builder.finish().body);
  SegmentReader reader;
  for (std::size_t at = 0; at < body.size(); ++at) {
    std::string damaged = body;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    CHECK_FALSE(reader.open(damaged));
    CHECK_FALSE(reader.open(std::string_view(body).substr(0, at)));
  }
}

TEST_CASE("segment_index: leases the most urgent first, then the oldest, up to the bounds",
          "[queue]") {
  SegmentIndex index;
  index.put(info(1, Priority::deferred));
  index.put(info(2, Priority::normal));
  index.put(info(4, Priority::normal));
  index.put(info(3, Priority::immediate));  // Ids may come a little out of order.
  List<std::uint64_t> ids;
  index.lease(25, 1'000'000, Priority::deferred, ids);
  CHECK(listed(ids) == std::vector<std::uint64_t>{3, 2, 4});
  ids.clear();
  index.lease(25, 1'000'000, Priority::deferred, ids);
  CHECK(listed(ids) == std::vector<std::uint64_t>{1});
  index.release_all();
  ids.clear();
  index.lease(1'000, 1'500, Priority::deferred, ids);
  CHECK(listed(ids) == std::vector<std::uint64_t>{3, 2});
}

TEST_CASE("segment_index: a segment that is being written holds back those behind it", "[queue]") {
  SegmentIndex index;
  for (std::uint64_t id : {1, 2, 3}) index.put(info(id, Priority::normal));
  index.find(2)->writing = true;
  List<std::uint64_t> ids;
  index.lease(1'000, 1'000'000, Priority::deferred, ids);
  CHECK(listed(ids) == std::vector<std::uint64_t>{1});
}

TEST_CASE("segment_index: the victim is the least urgent, then the oldest, never a leased one",
          "[queue]") {
  SegmentIndex index;
  index.put(info(1, Priority::normal));
  index.put(info(2, Priority::deferred));
  index.put(info(3, Priority::deferred));
  CHECK(index.victim()->info.id == 2);
  index.find(2)->leased = true;
  CHECK(index.victim()->info.id == 3);
  index.erase(3);
  CHECK(index.victim()->info.id == 1);
}

TEST_CASE("segment_index: counts stay right through puts, replacements and erasures", "[queue]") {
  SegmentIndex index;
  for (std::uint64_t id = 1; id <= 100; ++id) index.put(info(id, Priority::normal));
  index.put(info(50, Priority::normal, 3));
  for (std::uint64_t id = 1; id <= 49; ++id) index.erase(id);
  index.erase(70);
  index.erase(70);
  CHECK(index.entries().size() == 50);
  CHECK(index.events() == 49 * 10 + 3);
  CHECK(index.bytes() == (49 * 10 + 3) * 100);
  CHECK(index.find(49) == nullptr);
  CHECK(index.find(100) != nullptr);
  CHECK(index.entries().front().info.id == 50);
}
