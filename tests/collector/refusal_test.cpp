#include "harness.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

struct Row {
  Json event;
  const char* code;
  const char* pointer;
};

TEST_CASE("collector: what is too long is told the limit that is set", "[collector]") {
  Options options;
  options.limits.name_bytes_max = 5;
  options.limits.event_bytes_max = 1'000;
  Fixture fixture(options);
  Json bad = section(1, 2);
  bad["events"] = Json::array({1, Json{{"n", "longer"}, {"t", 1}},
                               Json{{"n", "a"}, {"t", 1}, {"p", {{"x", std::string(999, 'x')}}}}});
  const Json reply = fixture.send(batch({bad})).json();
  REQUIRE(at(reply, "/refused").size() == 2);
  CHECK(at(reply, "/refused/0/message") == "The name is longer than 5 bytes; shorten it.");
  CHECK(at(reply, "/refused/1/message") == "The event is larger than 1000 bytes; send less.");
}

TEST_CASE("collector: a bad event is refused alone, with code and place", "[collector]") {
  Fixture fixture;
  const std::vector<Row> rows = {
      {Json{{"t", 1}}, "invalid_name", "/n"},
      {Json{{"n", ""}, {"t", 1}}, "invalid_name", "/n"},
      {Json{{"n", 7}, {"t", 1}}, "invalid_name", "/n"},
      {Json{{"n", std::string(257, 'x')}, {"t", 1}}, "invalid_name", "/n"},
      {Json{{"n", "a"}}, "invalid_time", "/t"},
      {Json{{"n", "a"}, {"t", 1.5}}, "invalid_time", "/t"},
      {Json{{"n", "a"}, {"t", "1"}}, "invalid_time", "/t"},
      {Json{{"n", "a"}, {"t", (std::int64_t{1} << 53) + 1}}, "invalid_time", "/t"},
      {Json{{"n", "a"}, {"at", true}}, "invalid_time", "/at"},
      {Json{{"n", "a"}, {"t", 1}, {"at", 1}}, "invalid_time", "/at"},
      {Json{{"n", "a"}, {"t", 1}, {"p", Json::array()}}, "invalid_properties", "/p"},
      {Json{{"n", "a"}, {"t", 1}, {"p", nullptr}}, "invalid_properties", "/p"},
      {Json{{"n", "a"}, {"t", 1}, {"p", {{"x", std::string(300'000, 'x')}}}}, "too_large", ""},
  };
  std::uint64_t sequence = 0;
  for (const Row& row : rows) {
    sequence += 2;
    Json bad = section(sequence - 1, sequence);
    bad["events"] = Json::array({sequence - 1, row.event, event("good")});
    const Json reply = fixture.send(batch({section(1, 0), bad})).json();
    INFO(row.event.dump().substr(0, 100) << reply.dump());
    CHECK(at(reply, "/accepted") == 1);
    REQUIRE(at(reply, "/refused").size() == 1);
    CHECK(at(reply, "/refused/0/section") == 1);
    CHECK(at(reply, "/refused/0/sequence") == sequence - 1);
    CHECK(at(reply, "/refused/0/code") == row.code);
    CHECK(at(reply, "/refused/0/pointer") == row.pointer);
    CHECK(at(reply, "/refused/0/message").is_string());
  }
  CHECK(at(fixture.summary(), "/refused") == rows.size());
  CHECK(at(fixture.summary(), "/unique") == rows.size());
  const std::vector<Json> refusals = fixture.client().get("/inspect/refusals").lines();
  REQUIRE(refusals.size() == rows.size());
  CHECK(at(refusals.front(), "/code") == "invalid_name");
  CHECK(at(refusals.front(), "/stream") == stream_id(1));
}

TEST_CASE("collector: sequence numbers count from 1 to 2^53", "[collector]") {
  Fixture fixture;
  Json odd = section(1, 1);
  odd["events"] = Json::array(
      {0, event("zero"), event("one"), std::uint64_t{1} << 53, event("last"), event("beyond")});
  const Json reply = fixture.send(batch({odd})).json();
  CHECK(at(reply, "/accepted") == 2);
  REQUIRE(at(reply, "/refused").size() == 2);
  CHECK(at(reply, "/refused/0/code") == "invalid_sequence");
  CHECK(at(reply, "/refused/0/sequence") == 0);
  CHECK(at(reply, "/refused/1/sequence") == (std::uint64_t{1} << 53) + 1);
}

TEST_CASE("collector: a name of 256 bytes passes, its escapes resolved", "[collector]") {
  Fixture fixture;
  std::string escaped;
  for (int count = 0; count < 256; ++count) escaped += "\\u0041";
  std::string body = batch({section(1, 1)}).dump();
  body.replace(body.find("viewed"), 6, escaped);
  CHECK(at(fixture.client().post("/v1/events", body).json(), "/accepted") == 1);
}

}  // namespace
}  // namespace godwit::collector::test
