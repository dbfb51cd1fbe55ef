#include "harness.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

void set(Fixture& fixture, const Json& rules) {
  const Response response = fixture.client().post("/faults", rules.dump());
  INFO(response.body);
  REQUIRE(response.status == 200);
}

int status_of_next(Fixture& fixture, std::uint64_t sequence) {
  return fixture.send(batch({section(sequence, sequence)})).status;
}

TEST_CASE("faults: a status without a body is ours, by the protocol's table", "[collector]") {
  Fixture fixture;
  const std::vector<std::pair<int, std::string>> rows = {
      {400, "malformed"},  {401, "unknown_key"}, {403, "forbidden_key"},
      {404, "not_found"},  {408, "timeout"},     {410, "gone"},
      {413, "too_large"},  {429, "slow_down"},   {415, "unsupported_encoding"},
      {500, "overloaded"}, {503, "overloaded"}};
  for (const auto& [status, code] : rows) {
    set(fixture, Json::array({{{"status", status}, {"retry_after_s", 3}}}));
    const Response response = fixture.send(batch({section(1, 1)}, "named-in-body"));
    CHECK(response.status == status);
    CHECK(at(response.json(), "/godwit") == 1);
    CHECK(at(response.json(), "/batch") == "named-in-body");
    CHECK(at(response.json(), "/error/code") == code);
    CHECK(at(response.json(), "/retry_after_ms") == 3000);
    CHECK(response.has_header("Retry-After: 3"));
  }
  CHECK(at(fixture.summary(), "/unique") == 0);
}

TEST_CASE("faults: a status with a body is a stranger's", "[collector]") {
  Fixture fixture;
  set(fixture, Json::array({{{"status", 200},
                             {"body", "<html>Log in</html>"},
                             {"headers", {{"X-Portal", "yes"}}},
                             {"retry_after_s", "Wed, 21 Oct 2026 07:28:00 GMT"}}}));
  const Response response = fixture.send(batch({section(1, 1)}));
  CHECK(response.status == 200);
  CHECK(response.body == "<html>Log in</html>");
  CHECK(response.has_header("Content-Type: text/html"));
  CHECK(response.has_header("X-Portal: yes"));
  CHECK(response.has_header("Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"));
  set(fixture, Json::array({{{"status", 302}, {"headers", {{"Location", "http://elsewhere/"}}}}}));
  const Response moved = fixture.send(batch({section(1, 1)}));
  CHECK(moved.status == 302);
  CHECK(moved.body.empty());
  CHECK(moved.has_header("Location: http://elsewhere/"));
  CHECK(at(fixture.summary(), "/unique") == 0);
}

TEST_CASE("faults: no text of a rule ends its header early", "[collector]") {
  Fixture fixture;
  set(fixture, Json::array({{{"status", 200},
                             {"body", "whole"},
                             {"content_type", "text/plain\r\nX-Type: 1\r\n\r\n"},
                             {"headers", {{"X-A", "b\r\nX-Header: 1"}}}}}));
  const Response response = fixture.send(batch({section(1, 1)}));
  CHECK(response.body == "whole");
  CHECK(response.has_header("Content-Type: text/plainX-Type: 1"));
  CHECK_FALSE(response.has_header("X-Type: 1"));
  CHECK_FALSE(response.has_header("X-Header: 1"));
}

TEST_CASE("faults: nth and first count the requests since the rule was set", "[collector]") {
  Fixture fixture;
  set(fixture, Json::array({{{"nth", 2}, {"status", 503}}, {{"first", 1}, {"status", 429}}}));
  CHECK(status_of_next(fixture, 1) == 429);
  CHECK(status_of_next(fixture, 2) == 503);
  CHECK(status_of_next(fixture, 3) == 200);
  const Json shown = fixture.client().get("/faults").json();
  CHECK(at(shown, "/0/seen") == 3);
  CHECK(at(shown, "/0/hits") == 1);
  CHECK(at(shown, "/1/hits") == 1);
  set(fixture, Json::array());
  CHECK(fixture.client().get("/faults").json() == Json::array());
}

TEST_CASE("faults: chance is the same for the same seed", "[collector]") {
  Fixture fixture;
  std::vector<int> runs[2];
  std::uint64_t sequence = 0;
  for (auto& run : runs) {
    set(fixture, Json::array({{{"rate", 0.5}, {"seed", 7}, {"status", 503}}}));
    for (int count = 0; count < 40; ++count) run.push_back(status_of_next(fixture, ++sequence));
  }
  CHECK(runs[0] == runs[1]);
  CHECK(std::count(runs[0].begin(), runs[0].end(), 503) > 5);
  CHECK(std::count(runs[0].begin(), runs[0].end(), 200) > 5);
}

TEST_CASE("faults: for_ms ends with the collector's clock", "[collector]") {
  Fixture fixture;
  set(fixture, Json::array({{{"for_ms", 1000}, {"status", 503}}}));
  CHECK(status_of_next(fixture, 1) == 503);
  fixture.advance_ms(1000);
  CHECK(status_of_next(fixture, 1) == 200);
}

TEST_CASE("faults: a cut before storing loses the batch, after storing only the reply",
          "[collector]") {
  Fixture fixture;
  set(fixture, Json::array({{{"nth", 1}, {"cut", "before_store"}},
                            {{"nth", 2}, {"cut", "after_store"}},
                            {{"nth", 3}, {"cut", "mid_reply"}}}));
  CHECK(status_of_next(fixture, 1) == 0);
  CHECK(at(fixture.summary(), "/unique") == 0);
  CHECK(status_of_next(fixture, 1) == 0);
  CHECK(at(fixture.summary(), "/unique") == 1);
  const Response half = fixture.send(batch({section(2, 2)}));
  CHECK(half.status == 0);
  CHECK(half.head.starts_with("HTTP/1.1 200 OK"));
  CHECK(at(fixture.summary(), "/unique") == 2);
  const Json again = fixture.send(batch({section(1, 2)})).json();
  CHECK(at(again, "/duplicates") == 2);
}

TEST_CASE("faults: a delay holds up one request only", "[collector]") {
  Fixture fixture;
  set(fixture, Json::array({{{"nth", 1}, {"delay_ms", 60}}}));
  Client slow(fixture.port());
  const std::string body = batch({section(1, 1)}).dump();
  slow.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body);
  // The rule counts the slow request first: it was on its way before this connection's.
  while (at(fixture.client().get("/faults").json(), "/0/seen") != 1) continue;
  CHECK(status_of_next(fixture, 2) == 200);
  CHECK(slow.receive().status == 200);
  CHECK(at(fixture.summary(), "/unique") == 2);
}

TEST_CASE("faults: a delayed request is dropped when the collector stops", "[collector]") {
  Fixture fixture;
  set(fixture, Json::array({{{"delay_ms", 600'000}}}));
  Client slow(fixture.port());
  slow.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
  while (at(fixture.client().get("/faults").json(), "/0/seen") != 1) continue;
  fixture.stop();
  CHECK(slow.receive().status == 0);
}

TEST_CASE("faults: a rule that makes no sense is refused with its place", "[collector]") {
  Fixture fixture;
  const std::vector<std::pair<const char*, const char*>> rows = {
      {R"([{"status":503},{"stauts":503}])", "/1/stauts"},
      {R"([{"status":42}])", "/0/status"},
      {R"([{"nth":0,"status":503}])", "/0/nth"},
      {R"([{"rate":2,"status":503}])", "/0/rate"},
      {R"([{"cut":"sometimes"}])", "/0/cut"},
      {R"([{"cut":"mid_reply","status":503}])", "/0/cut"},
      {R"([{"body":"x"}])", "/0/status"},
      {R"([{"path":"/faults","status":503}])", "/0/path"},
      {R"([{"headers":{"a":1},"status":503}])", "/0/headers"},
      {R"([1])", "/0"}};
  for (const auto& [rules, pointer] : rows) {
    const Response response = fixture.client().post("/faults", rules);
    INFO(rules);
    CHECK(response.status == 400);
    CHECK(at(response.json(), "/error/pointer") == pointer);
  }
  CHECK(fixture.client().post("/faults", "{}").status == 400);
  CHECK(fixture.client().post("/faults", "[").status == 400);
  CHECK(fixture.client().get("/faults").json() == Json::array());
}

}  // namespace
}  // namespace godwit::collector::test
