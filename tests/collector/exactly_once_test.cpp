#include <fstream>
#include <sstream>

#include "harness.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

TEST_CASE("collector: a batch sent twice is stored once", "[collector]") {
  Fixture fixture;
  const Json sent = batch({section(1, 5)});
  CHECK(at(fixture.send(sent).json(), "/accepted") == 5);
  const Json again = fixture.send(sent).json();
  CHECK(at(again, "/accepted") == 0);
  CHECK(at(again, "/duplicates") == 5);
  fixture.restart();
  CHECK(at(fixture.send(sent).json(), "/duplicates") == 5);
  CHECK(fixture.events().size() == 5);
  CHECK(at(fixture.summary(), "/accepted") == 5);
  CHECK(at(fixture.summary(), "/duplicates") == 10);
  CHECK(at(fixture.summary(), "/requests") == 3);
}

TEST_CASE("collector: an event twice in one batch is stored once", "[collector]") {
  Fixture fixture;
  const Json reply = fixture.send(batch({section(1, 3), section(2, 4)})).json();
  CHECK(at(reply, "/accepted") == 4);
  CHECK(at(reply, "/duplicates") == 2);
}

TEST_CASE("collector: streams do not share their numbers", "[collector]") {
  Fixture fixture;
  Json other = section(1, 3);
  other["stream"] = stream_id(2);
  CHECK(at(fixture.send(batch({section(1, 3), other})).json(), "/accepted") == 6);
  CHECK(at(fixture.summary(), "/streams") == 2);
}

TEST_CASE("collector: a stored event keeps all that was sent", "[collector]") {
  Fixture fixture;
  Json wall = section(7, 7);
  wall["clock"] = "wall";
  wall["events"] = Json::array({7, Json{{"n", "büy\n\"it\""}, {"at", 1234}, {"p", {{"x", 1}}}}});
  fixture.send(batch({section(1, 1), wall}));
  const std::vector<Json> events = fixture.events();
  REQUIRE(events.size() == 2);
  // received - opened_ago + t, with the collector's clock.
  CHECK(at(events[0], "/time") == fixture.now_ms() - 5000 + 1);
  CHECK(at(events[0], "/received") == fixture.now_ms());
  CHECK(at(events[0], "/ip") == "127.0.0.1");
  CHECK(at(events[0], "/installation") == kInstallation);
  CHECK(at(events[0], "/context/app") == "shop");
  CHECK(at(events[0], "/clock").is_null());
  CHECK(at(events[1], "/clock") == "wall");
  CHECK(at(events[1], "/time") == 1234);
  CHECK(at(events[1], "/name") == "büy\n\"it\"");
  CHECK(at(events[1], "/sequence") == 7);
  CHECK(at(events[1], "/ordinal") == 2);
}

TEST_CASE("collector: a batch written over many lines is one line an event", "[collector]") {
  Fixture fixture;
  std::string spread = batch({section(1, 3)}).dump(2);
  for (std::size_t at = spread.find('\n'); at != std::string::npos;
       at = spread.find('\n', at + 2)) {
    spread.replace(at, 1, "\r\n");
  }
  CHECK(fixture.client().post("/v1/events", spread).status == 200);
  std::ifstream in(fixture.event_file());
  int lines = 0;
  for (std::string line; std::getline(in, line); ++lines) {
    CHECK_FALSE(Json::parse(line, nullptr, false).is_discarded());
    CHECK(line.find('\r') == std::string::npos);
  }
  CHECK(lines == 3);
}

TEST_CASE("collector: numbers and spellings are kept as they were sent", "[collector]") {
  Fixture fixture;
  std::string body = batch({section(1, 1)}).dump();
  const std::string precise = "{\"big\":123456789012345678901234567890.10,\"u\":\"\\u00e9\"}";
  const std::string plain = "{\"price\":1.5}";
  body.replace(body.find(plain), plain.size(), precise);
  fixture.client().post("/v1/events", body);
  CHECK(fixture.client().get("/inspect/events").body.find(precise) != std::string::npos);
}

TEST_CASE("collector: what is missing is known to the event", "[collector]") {
  Fixture fixture;
  Json gappy = section(1, 10);
  gappy["events"] = Json::array({1, event("a"), event("b"), 6, event("c")});
  gappy["dropped"] = Json::array({Json::array({4, 5, "queue_full"}), Json::array({6, 6, "expired"}),
                                  Json::array({9, 9, "novel"})});
  fixture.send(batch({gappy}));
  CHECK(at(fixture.summary(), "/missing") == 4);
  CHECK(at(fixture.summary(), "/dropped/queue_full") == 2);
  CHECK(at(fixture.summary(), "/dropped/expired") == 0);  // Stored: it wins.
  CHECK(at(fixture.summary(), "/dropped/other") == 1);
  const std::vector<Json> streams = fixture.streams();
  REQUIRE(streams.size() == 1);
  CHECK(at(streams[0], "/stored") == 3);
  CHECK(at(streams[0], "/missing") == 4);
  CHECK(at(streams[0], "/gaps") == Json::parse("[[3,3],[7,8],[10,10]]"));
  CHECK(at(streams[0], "/dropped") ==
        Json::parse(R"([[4,5,"queue_full"],[6,6,"expired"],[9,9,"other"]])"));
  fixture.send(batch({gappy}));
  fixture.restart();
  CHECK(at(fixture.summary(), "/missing") == 4);
  CHECK(fixture.streams() == streams);
  fixture.send(batch({section(1, 10)}));
  CHECK(at(fixture.summary(), "/missing") == 0);
}

TEST_CASE("collector: announcements that come late change nothing", "[collector]") {
  Fixture fixture;
  Json late = section(1, 2);
  Json newer = section(3, 9);
  newer["first"] = 2;
  newer["acked_below"] = 3;
  newer["final"] = true;
  fixture.send(batch({newer}));
  fixture.send(batch({late}));
  const Json stream = fixture.streams().front();
  CHECK(at(stream, "/first") == 2);
  CHECK(at(stream, "/acked_below") == 3);
  CHECK(at(stream, "/last_accepted") == 9);
  CHECK(at(stream, "/final") == true);
}

TEST_CASE("collector: an unknown stream older than the window is refused", "[collector]") {
  Fixture fixture;
  Json old = section(1, 2);
  old["opened_ago_ms"] = 30 * kDayMs + 2;  // Its events happened 1 ms after the opening.
  Json fresh = section(1, 1);
  fresh["stream"] = stream_id(2);
  const Json reply = fixture.send(batch({old, fresh})).json();
  CHECK(at(reply, "/accepted") == 1);
  REQUIRE(at(reply, "/refused").size() == 2);
  CHECK(at(reply, "/refused/1/code") == "too_old");
  CHECK(at(reply, "/refused/1/sequence") == 2);
  CHECK(at(fixture.summary(), "/streams") == 1);
}

TEST_CASE("collector: a young event of an old stream that is unknown is taken", "[collector]") {
  Fixture fixture;
  Json old = section(1, 1);
  old["opened_ago_ms"] = 40 * kDayMs;
  old["events"][1]["t"] = 39 * kDayMs;
  CHECK(at(fixture.send(batch({old})).json(), "/accepted") == 1);
}

TEST_CASE("collector: a known stream may be older than the window", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 1)}));
  fixture.advance_ms(20 * kDayMs);
  fixture.send(batch({section(1, 2)}));
  fixture.advance_ms(20 * kDayMs);
  fixture.collector().run_maintenance();
  Json old = section(1, 3);
  old["opened_ago_ms"] = 40 * kDayMs;
  const Json reply = fixture.send(batch({old})).json();
  CHECK(at(reply, "/accepted") == 1);
  CHECK(at(reply, "/duplicates") == 2);
}

TEST_CASE("collector: a finished stream is forgotten after a day, its counts are not",
          "[collector]") {
  Fixture fixture;
  Json finished = section(1, 3);
  finished["events"] = Json::array({1, event("a"), event("b")});
  finished["dropped"] = Json::array({Json::array({3, 3, "expired"})});
  finished["acked_below"] = 4;
  finished["final"] = true;
  Json unfinished = section(1, 3);
  unfinished["stream"] = stream_id(2);
  unfinished["last_accepted"] = 4;
  fixture.send(batch({finished, unfinished}));
  fixture.advance_ms(kDayMs - 1);
  fixture.collector().run_maintenance();
  CHECK(fixture.streams().size() == 2);
  fixture.advance_ms(1);
  fixture.collector().run_maintenance();
  REQUIRE(fixture.streams().size() == 1);
  fixture.advance_ms(29 * kDayMs);
  fixture.restart();  // Maintenance runs at the start too.
  CHECK(fixture.streams().empty());
  CHECK(at(fixture.summary(), "/streams") == 2);
  CHECK(at(fixture.summary(), "/missing") == 1);
  CHECK(at(fixture.summary(), "/dropped/expired") == 1);
  CHECK(at(fixture.summary(), "/unique") == 5);
}

TEST_CASE("collector: a new hour begins a new file", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 1)}));
  fixture.advance_ms(kHourMs);
  fixture.send(batch({section(2, 2)}));
  fixture.advance_ms(-kHourMs);  // A clock that steps back goes on in the newest file.
  fixture.send(batch({section(3, 3)}));
  const auto events = fixture.data() / "events";
  const auto lines = [&](const char* name) {
    std::ifstream in(events / name);
    int count = 0;
    for (std::string line; std::getline(in, line);) ++count;
    return count;
  };
  CHECK(lines("2023-11-14T22.ndjson") == 1);
  CHECK(lines("2023-11-14T23.ndjson") == 2);
  CHECK(fixture.events().size() == 3);
}

TEST_CASE("collector: power durability stores the same", "[collector]") {
  Options options;
  options.durability = Durability::power_safe;
  Fixture fixture(options);
  CHECK(at(fixture.send(batch({section(1, 3)})).json(), "/accepted") == 3);
  fixture.restart();
  CHECK(fixture.events().size() == 3);
}

}  // namespace
}  // namespace godwit::collector::test
