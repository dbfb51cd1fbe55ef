#include "harness.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

TEST_CASE("inspection: the collector says that it is there", "[collector]") {
  Fixture fixture;
  CHECK(fixture.client().get("/healthz").json() == Json{{"status", "ok"}});
}

TEST_CASE("inspection: pages of events join without gap or overlap", "[collector]") {
  Fixture fixture;
  for (std::uint64_t hour = 0; hour < 3; ++hour) {
    // Enough for the search within a file to have something to do.
    fixture.send(batch({section(hour * 2000 + 1, hour * 2000 + 2000)}));
    fixture.advance_ms(kHourMs);
  }
  for (const std::uint64_t limit : {std::uint64_t{999}, std::uint64_t{100'000}}) {
    std::uint64_t after = 0;
    for (;;) {
      const std::vector<Json> page = fixture.client()
                                         .get("/inspect/events?after=" + std::to_string(after) +
                                              "&limit=" + std::to_string(limit))
                                         .lines();
      if (page.empty()) break;
      CHECK(page.size() <= limit);
      for (const Json& line : page) {
        REQUIRE(at(line, "/ordinal") == ++after);
        REQUIRE(at(line, "/sequence") == after);
      }
    }
    CHECK(after == 6000);
  }
  CHECK(fixture.events().size() == 1000);
  CHECK(fixture.client().get("/inspect/events?limit=x").status == 400);
}

TEST_CASE("inspection: events are found by name", "[collector]") {
  Fixture fixture;
  Json mixed = section(1, 3);
  mixed["events"] = Json::array({1, event("a b"), event("c"), event("a b")});
  fixture.send(batch({mixed}));
  CHECK(fixture.client().get("/inspect/events?name=a%20b").lines().size() == 2);
  CHECK(fixture.client().get("/inspect/events?name=a+b&limit=1").lines().size() == 1);
  CHECK(fixture.client().get("/inspect/events?name=nothing").lines().empty());
}

TEST_CASE("inspection: wait answers when enough is stored, and blocks nobody", "[collector]") {
  Fixture fixture;
  Client waiting(fixture.port());
  waiting.send("GET /inspect/wait?unique=3&timeout_ms=60000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  fixture.send(batch({section(1, 2)}));
  fixture.send(batch({section(3, 4)}));
  const Json reached = waiting.receive().json();
  CHECK(at(reached, "/reached") == true);
  CHECK(at(reached, "/unique") == 4);
}

TEST_CASE("inspection: wait answers at its end, and at once where nothing is to wait for",
          "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 2)}));
  CHECK(at(fixture.client().get("/inspect/wait?unique=2").json(), "/reached") == true);
  CHECK(at(fixture.client().get("/inspect/wait?unique=3&timeout_ms=1").json(), "/reached") ==
        false);
  CHECK(fixture.client().get("/inspect/wait?unique=many").status == 400);
}

TEST_CASE("inspection: a collector stops while somebody waits", "[collector]") {
  Fixture fixture;
  Client waiting(fixture.port());
  waiting.send("GET /inspect/wait?unique=3&timeout_ms=60000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  fixture.client().get("/healthz");
  fixture.stop();
  CHECK(waiting.receive().status == 0);
}

TEST_CASE("inspection: reset wipes events, streams and counts", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 3)}));
  CHECK(fixture.client().post("/inspect/reset", "").status == 200);
  for (int round = 0; round < 2; ++round) {
    CHECK(at(fixture.summary(), "/accepted") == 0);
    CHECK(at(fixture.summary(), "/unique") == 0);
    CHECK(at(fixture.summary(), "/streams") == 0);
    CHECK(at(fixture.summary(), "/requests") == 0);
    CHECK(fixture.events().empty());
    CHECK(std::filesystem::is_empty(fixture.data() / "events"));
    fixture.restart();
  }
  CHECK(at(fixture.send(batch({section(1, 3)})).json(), "/accepted") == 3);
  CHECK(at(fixture.events().front(), "/ordinal") == 1);
}

TEST_CASE("inspection: connections count once, and only those of the wire", "[collector]") {
  Fixture fixture;
  fixture.summary();
  CHECK(at(fixture.summary(), "/connections") == 0);
  fixture.send(batch({section(1, 1)}));
  fixture.send(batch({section(2, 2)}));
  CHECK(at(fixture.summary(), "/connections") == 1);
  Client other(fixture.port());
  other.post("/v1/events", "not a batch");
  CHECK(at(fixture.summary(), "/connections") == 2);
  CHECK(at(fixture.summary(), "/requests") == 3);
}

}  // namespace
}  // namespace godwit::collector::test
