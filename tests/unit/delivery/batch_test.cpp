#include "delivery/batch.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace godwit;

namespace {

Id stream_of(std::uint8_t number) {
  Id id;
  id.bytes[15] = number;
  return id;
}

// Segments, as they are leased.
struct BatchBench {
  void add(std::uint64_t id, std::uint8_t stream, std::string_view context,
           std::vector<std::uint64_t> sequences, std::string_view event = "{}") {
    SegmentBuilder builder;
    StreamOpening opening;
    opening.stream = stream_of(stream);
    builder.begin(id, opening, Priority::normal, context, 0);
    for (const std::uint64_t sequence : sequences) builder.add(sequence, event);
    const SegmentPut put = builder.finish();
    LeasedSegment& leased = leases.emplace_back();
    leased.info = put.info;
    leased.body.append(put.body);
    REQUIRE(leased.reader.open(leased.body.view()));
  }
  void describe(const StreamOpening& opening, SectionHeader& header) {
    described.push_back(opening.stream.bytes[15]);
    header.acked_below = 1;
  }
  std::vector<std::uint64_t> form(const BatchBounds& bounds) {
    batch.form({leases.data(), leases.size()}, bounds);
    batch.finish();
    std::vector<std::uint64_t> sequences;
    for (const BatchEvent& event : batch.events()) sequences.push_back(event.sequence);
    return sequences;
  }

  List<LeasedSegment> leases;
  std::vector<int> described;
  Batch batch{DescribeSection::to<&BatchBench::describe>(this)};
};

constexpr BatchBounds kAll = {500, 512 * 1024, {}, false};
using Sequences = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("batch: has a section for each run of one stream and context", "[delivery]") {
  BatchBench bench;
  bench.add(1, 7, "{\"user\":\"A\"}", {1, 2});
  bench.add(2, 7, "{\"user\":\"A\"}", {3});
  bench.add(3, 7, "{\"user\":\"B\"}", {4});
  bench.add(4, 8, "{\"user\":\"B\"}", {1});
  CHECK(bench.form(kAll) == Sequences{1, 2, 3, 4, 1});
  CHECK(bench.described == std::vector<int>{7, 7, 8});
  const List<BatchEvent>& events = bench.batch.events();
  const std::vector<std::uint32_t> leases = {0, 0, 1, 2, 3};
  const std::vector<std::uint32_t> sections = {0, 0, 0, 1, 2};
  for (std::size_t i = 0; i < events.size(); ++i) {
    CHECK(events[i].lease == leases[i]);
    CHECK(events[i].section == sections[i]);
  }
  CHECK(bench.batch.part(0).size() == 2);
  CHECK(bench.batch.part(1).size() == 1);
  CHECK(bench.batch.part(2).size() == 1);
  CHECK(bench.batch.part(2)[0].sequence == 3);
}

TEST_CASE("batch: is formed anew each time", "[delivery]") {
  BatchBench bench;
  bench.add(1, 7, "{}", {1, 2, 3});
  bench.form(kAll);
  const std::string first(bench.batch.body());
  const std::string id(bench.batch.id());
  CHECK(bench.form(kAll) == Sequences{1, 2, 3});
  CHECK(bench.batch.body() == first);
  CHECK(bench.batch.id() == id);
  CHECK(bench.form({2, 512 * 1024, {}, false}) == Sequences{1, 2});
  CHECK_FALSE(bench.batch.id() == id);
}

TEST_CASE("batch: ends at its most events", "[delivery]") {
  BatchBench bench;
  bench.add(1, 7, "{}", {1, 2, 3});
  bench.add(2, 7, "{}", {4, 5});
  CHECK(bench.form({4, 512 * 1024, {}, false}) == Sequences{1, 2, 3, 4});
  CHECK(bench.form({1, 512 * 1024, {}, false}) == Sequences{1});
}

TEST_CASE("batch: ends before the event that would make it too long, but has one", "[delivery]") {
  BatchBench bench;
  const std::string event = "{\"text\":\"" + std::string(1'000, 'x') + "\"}";
  bench.add(1, 7, "{}", {1, 2, 3, 4}, event);
  CHECK(bench.form({500, 3'300, {}, false}) == Sequences{1, 2, 3});
  CHECK(bench.batch.body().size() <= 3'300);
  CHECK(bench.form({500, 10, {}, false}) == Sequences{1});
  // To the byte: the events behind the head take event.size() and a comma each.
  bench.form({2, 512 * 1024, {}, false});
  const auto two =
      static_cast<std::uint32_t>(bench.batch.body().size() - 4);  // Two brackets twice.
  CHECK(bench.form({500, two, {}, false}).size() == 2);
  CHECK(bench.form({500, two - 2, {}, false}).size() == 1);
}

TEST_CASE("batch: passes over suspects, or takes the first of them alone", "[delivery]") {
  BatchBench bench;
  bench.add(1, 7, "{}", {1, 2, 3});
  bench.add(2, 8, "{}", {1, 2, 3});
  const Suspect suspects[] = {{2, 2}, {1, 3}};
  CHECK(bench.form({500, 512 * 1024, suspects, false}) == Sequences{1, 2, 1, 3});
  CHECK(bench.batch.events()[2].lease == 1);
  CHECK(bench.form({500, 512 * 1024, suspects, true}) == Sequences{2});
  CHECK(bench.batch.events()[0].lease == 1);
}

TEST_CASE("batch: leaves out at the front what is another's, beside suspects", "[delivery]") {
  BatchBench bench;
  bench.add(1, 7, "{}", {1, 2, 3});
  bench.add(2, 8, "{}", {1, 2, 3});
  const Suspect suspects[] = {{1, 2}};
  CHECK(bench.form({2, 512 * 1024, suspects, false, 2}) == Sequences{1, 2});
  CHECK(bench.batch.events()[0].lease == 1);
  CHECK(bench.form({500, 512 * 1024, {}, false, 6}).empty());
  CHECK(bench.described == std::vector<int>{8});
}

TEST_CASE("wire_v1: a body says who, when, what is missing, and then the events", "[delivery]") {
  Bytes out;
  WireV1Body body(out);
  StreamOpening opening;
  opening.installation = stream_of(1);
  opening.stream = stream_of(2);
  const DroppedInterval dropped[] = {{3, 4, static_cast<std::uint8_t>(DropReason::expired)},
                                     {6, 9, kMixedReasons}};
  std::array<char, kBatchIdLength> id{};
  body.begin();
  body.begin_section(opening, {1'500, true, 8, 12, true, dropped, "{\"user\":\"A\"}"});
  body.add_event(9, "{\"n\":\"a\"}");
  body.add_event(10, "{\"n\":\"b\"}");
  body.add_event(12, "{\"n\":\"c\"}");
  body.end_section();
  opening.stream = stream_of(3);
  body.begin_section(opening, {});
  body.add_event(1, "{}");
  body.end_section();
  body.end(id);
  const std::string expected =
      "{\"godwit\":1,\"batch\":\"" + std::string(id.data(), id.size()) +
      "\",\"sections\":["
      "{\"installation\":\"00000000-0000-0000-0000-000000000001\","
      "\"stream\":\"00000000-0000-0000-0000-000000000002\",\"opened_ago_ms\":1500,"
      "\"clock\":\"wall\",\"first\":1,\"acked_below\":8,\"last_accepted\":12,\"final\":true,"
      "\"dropped\":[[3,4,\"expired\"],[6,7,\"mixed\"]],\"context\":{\"user\":\"A\"},"
      "\"events\":[9,{\"n\":\"a\"},{\"n\":\"b\"},12,{\"n\":\"c\"}]},"
      "{\"installation\":\"00000000-0000-0000-0000-000000000001\","
      "\"stream\":\"00000000-0000-0000-0000-000000000003\",\"opened_ago_ms\":0,"
      "\"first\":1,\"acked_below\":0,\"last_accepted\":0,\"context\":{},\"events\":[1,{}]}]}";
  CHECK(out.view() == expected);
}

TEST_CASE("wire_v1: a batch's id depends on its streams and sequence numbers alone", "[delivery]") {
  const auto id_of = [](std::uint8_t stream, std::uint64_t sequence, std::string_view event) {
    Bytes out;
    WireV1Body body(out);
    StreamOpening opening;
    opening.stream = stream_of(stream);
    std::array<char, kBatchIdLength> id{};
    body.begin();
    body.begin_section(opening, {});
    body.add_event(sequence, event);
    body.end_section();
    body.end(id);
    return std::string(id.data(), id.size());
  };
  const std::string id = id_of(1, 5, "{}");
  CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(id_of(1, 5, "{\"n\":\"other\"}") == id);
  CHECK_FALSE(id_of(2, 5, "{}") == id);
  CHECK_FALSE(id_of(1, 6, "{}") == id);
}

TEST_CASE("wire_v1: a request names key and batch in headers, or in its address", "[delivery]") {
  WireV1Request native(WireForm::headers, 6);
  const HttpRequest& request = native.make("https://c.example///", "K1", "b1", "body");
  CHECK(request.url == "https://c.example/v1/events");
  CHECK(request.body == "body");
  CHECK(request.gzip_level == 6);
  REQUIRE(request.headers.size() == 3);
  CHECK((request.headers[0].name == "Content-Type" &&
         request.headers[0].value == "application/json"));
  CHECK((request.headers[1].name == "Authorization" && request.headers[1].value == "Bearer K1"));
  CHECK((request.headers[2].name == "Godwit-Batch" && request.headers[2].value == "b1"));

  for (const int level : {0, 1}) {
    WireV1Request page(WireForm::cors_simple, level);
    const HttpRequest& asked = page.make("https://c.example/path", "K1", "b1", "body");
    CHECK(asked.url ==
          std::string("https://c.example/path/v1/events?k=K1&b=b1") + (level > 0 ? "&z=gzip" : ""));
    CHECK(asked.gzip_level == level);
    REQUIRE(asked.headers.size() == 1);
    CHECK(asked.headers[0].value == "text/plain");
  }
}
