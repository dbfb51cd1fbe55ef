#include <deque>

#include "harness.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

void check_error(const Response& response, int status, const std::string& code) {
  CHECK(response.status == status);
  CHECK(at(response.json(), "/godwit") == 1);
  CHECK(at(response.json(), "/error/code") == code);
}

TEST_CASE("limits: a body that is too large is told so before it is read", "[collector]") {
  Options options;
  options.limits.body_bytes_max = 10'000;
  Fixture fixture(options);
  const Response response = fixture.client().post("/v1/events?b=big", std::string(2'000'000, ' '));
  check_error(response, 413, "too_large");
  CHECK(at(response.json(), "/batch") == "big");
  Client chunked(fixture.port());
  chunked.send("POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n" +
               std::string(20'000, ' ') + "\r\n0\r\n\r\n");
  check_error(chunked.receive(), 413, "too_large");
  CHECK(fixture.send(batch({section(1, 1)})).status == 200);
}

TEST_CASE("limits: a body that explodes is refused", "[collector]") {
  Fixture fixture;
  const std::string bomb = gzip(std::string(64u << 20, ' '));
  REQUIRE(bomb.size() < 100'000);
  check_error(fixture.client().post("/v1/events?z=gzip", bomb), 413, "too_large");
  const std::string small = gzip(std::string(6u << 20, ' '));  // Beyond the ratio only.
  check_error(fixture.client().post("/v1/events?z=gzip", small), 413, "too_large");
  // Honest events that repeat themselves pass.
  const Response honest =
      fixture.client().post("/v1/events?z=gzip", gzip(batch({section(1, 30'000)}).dump()));
  CHECK(at(honest.json(), "/accepted") == 30'000);
}

TEST_CASE("limits: JSON that is too deep is malformed", "[collector]") {
  Fixture fixture;
  const auto nested = [](std::size_t depth) {
    std::string body = batch({section(1, 1)}).dump();
    return body.replace(body.find("1.5"), 3, std::string(depth, '[') + std::string(depth, ']'));
  };
  CHECK(fixture.client().post("/v1/events", nested(58)).status == 200);
  check_error(fixture.client().post("/v1/events", nested(100)), 400, "malformed");
  check_error(fixture.client().post("/v1/events", std::string(100'000, '[')), 400, "malformed");
}

TEST_CASE("limits: a head that is too large is told so", "[collector]") {
  Fixture fixture;
  check_error(fixture.client().post("/v1/events", "", {"X-Long: " + std::string(20'000, 'x')}), 431,
              "headers_too_large");
  check_error(fixture.client().get("/" + std::string(20'000, 'x')), 431, "headers_too_large");
}

TEST_CASE("limits: what is not HTTP is told so", "[collector]") {
  Fixture fixture;
  Client client(fixture.port());
  client.send("EHLO example.org\r\n\r\n");
  check_error(client.receive(), 400, "malformed");
}

TEST_CASE("limits: a slow head and a slow body time out", "[collector]") {
  Options options;
  options.limits.header_time = std::chrono::milliseconds(1);
  options.limits.body_time = std::chrono::milliseconds(1);
  Fixture fixture(options);
  Client head(fixture.port());
  head.send("POST /v1/events HTTP/1.1\r\nHo");
  check_error(head.receive(), 408, "timeout");
  Client body(fixture.port());
  body.send("POST /v1/events?b=slow HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
  const Response response = body.receive();
  check_error(response, 408, "timeout");
  CHECK(at(response.json(), "/batch") == "slow");
}

TEST_CASE("limits: an idle connection is closed without a word", "[collector]") {
  Options options;
  options.limits.idle_time = std::chrono::milliseconds(1);
  Fixture fixture(options);
  Client idle(fixture.port());
  idle.send("");
  const Response response = idle.receive();
  CHECK(response.status == 0);
  CHECK(response.head.empty());
}

TEST_CASE("limits: one connection too many is told so", "[collector]") {
  Options options;
  options.limits.connections_max = 3;
  Fixture fixture(options);
  std::deque<Client> clients;
  for (int count = 0; count < 3; ++count) {
    clients.emplace_back(fixture.port());
    CHECK(clients.back().get("/healthz").status == 200);
  }
  Client late(fixture.port());
  late.send("");
  check_error(late.receive(), 503, "overloaded");
  CHECK(clients.front().get("/healthz").status == 200);
}

TEST_CASE("limits: too many new streams in a minute are slowed down", "[collector]") {
  Options options;
  options.limits.new_streams_per_minute_max = 3;
  Fixture fixture(options);
  const auto send_stream = [&](int number) {
    Json fresh = section(1, 1);
    fresh["stream"] = stream_id(number);
    return fixture.send(batch({fresh}));
  };
  for (int number = 1; number <= 3; ++number) CHECK(send_stream(number).status == 200);
  const Response slowed = send_stream(4);
  check_error(slowed, 429, "slow_down");
  // The fixture's clock stands 20 s into its minute.
  CHECK(at(slowed.json(), "/retry_after_ms") == 40'000);
  CHECK(slowed.has_header("Retry-After: 40"));
  CHECK(send_stream(1).status == 200);
  fixture.advance_ms(40'000);
  CHECK(send_stream(4).status == 200);
}

TEST_CASE("limits: a stream that is too broken up is put off, not refused", "[collector]") {
  Options options;
  options.limits.stream_intervals_max = 4;
  Fixture fixture(options);
  Json holes = section(1, 20);
  holes["events"] = Json::array({2, event("a"), 4, event("a"), 6, event("a"), 8, event("a")});
  CHECK(fixture.send(batch({holes})).status == 200);
  Json more = section(1, 20);
  more["events"] = Json::array({1, event("a"), 10, event("a"), 12, event("a")});
  check_error(fixture.send(batch({more})), 503, "overloaded");
  CHECK(at(fixture.summary(), "/unique") == 4);
  CHECK(at(fixture.summary(), "/accepted") == 4);
  // Its older events make room.
  CHECK(at(fixture.send(batch({section(1, 9)})).json(), "/accepted") == 5);
  CHECK(at(fixture.send(batch({more})).json(), "/accepted") == 2);
  const std::vector<Json> events = fixture.events();
  REQUIRE(events.size() == 11);
  CHECK(at(events.back(), "/ordinal") == 11);
}

}  // namespace
}  // namespace godwit::collector::test
