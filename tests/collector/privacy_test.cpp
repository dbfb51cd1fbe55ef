#include "harness.h"
#include "ingest/stored_address.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

namespace fs = std::filesystem;

Json other_section(std::uint64_t first, std::uint64_t last) {
  Json other = section(first, last);
  other["installation"] = kOtherInstallation;
  other["stream"] = stream_id(2);
  // The erased id in somebody else's properties is no reason to erase them.
  other["context"] = Json{{"friend", kInstallation}};
  return other;
}

TEST_CASE("erase: an installation's events go, and do not come back", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 3), other_section(1, 2)}));
  fixture.advance_ms(kHourMs);
  fixture.send(batch({other_section(3, 3)}));
  const Response erased =
      fixture.client().post("/erase", Json{{"installation", kInstallation}}.dump());
  CHECK(erased.json() == Json{{"erased", 3}});
  for (int round = 0; round < 2; ++round) {
    const std::vector<Json> events = fixture.events();
    REQUIRE(events.size() == 3);
    for (const Json& line : events) CHECK(at(line, "/installation") == kOtherInstallation);
    CHECK(at(events.front(), "/ordinal") == 4);  // Cursors stay good.
    CHECK(at(fixture.summary(), "/unique") == 3);
    CHECK(at(fixture.send(batch({section(1, 3)})).json(), "/duplicates") == 3);
    fixture.restart();
  }
  fixture.send(batch({other_section(4, 4)}));
  CHECK(fixture.events().size() == 4);
  for (const Json& stream : fixture.streams()) CHECK(at(stream, "/installation") != kInstallation);
}

TEST_CASE("erase: the newest file can be appended to afterwards", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 3), other_section(1, 1)}));
  fixture.client().post("/erase", Json{{"installation", kInstallation}}.dump());
  fixture.send(batch({other_section(2, 2)}));
  CHECK(fixture.events().size() == 2);
  fixture.restart();
  CHECK(fixture.events().size() == 2);
}

TEST_CASE("erase: what is no installation is refused", "[collector]") {
  Fixture fixture;
  CHECK(fixture.client().post("/erase", "{}").status == 400);
  CHECK(fixture.client().post("/erase", R"({"installation":"me"})").status == 400);
  const Response none =
      fixture.client().post("/erase", Json{{"installation", kInstallation}}.dump());
  CHECK(none.json() == Json{{"erased", 0}});
}

TEST_CASE("retention: a file goes when its whole hour is too old", "[collector]") {
  Options options;
  options.retention = std::chrono::hours(2);
  Fixture fixture(options);  // It is 22:13.
  fixture.send(batch({section(1, 2)}));
  fixture.advance_ms(kHourMs);
  fixture.send(batch({section(3, 3)}));
  fixture.advance_ms(kHourMs + 46 * 60'000);  // 00:59: the first hour ended less than 2 h ago.
  fixture.collector().run_maintenance();
  CHECK(at(fixture.summary(), "/unique") == 3);
  fixture.advance_ms(60'000);
  fixture.collector().run_maintenance();
  CHECK(at(fixture.summary(), "/unique") == 1);
  CHECK(fixture.event_file().filename() == "2023-11-14T23.ndjson");
  CHECK(at(fixture.events().front(), "/ordinal") == 3);
  CHECK(at(fixture.send(batch({section(1, 3)})).json(), "/duplicates") == 3);
  fixture.advance_ms(kDayMs);
  fixture.restart();
  CHECK(at(fixture.summary(), "/unique") == 0);
  CHECK(at(fixture.summary(), "/accepted") == 3);
}

TEST_CASE("stored_address: addresses are kept, truncated or left out", "[collector]") {
  CHECK(stored_address("192.0.2.77", IpPolicy::full) == "192.0.2.77");
  CHECK(stored_address("192.0.2.77", IpPolicy::truncated) == "192.0.2.0");
  CHECK(stored_address("2001:db8:1:2:3::4", IpPolicy::truncated) == "2001:db8:1::");
  CHECK(stored_address("fe80::1%eth0", IpPolicy::full) == "fe80::1");
  CHECK(stored_address("192.0.2.77", IpPolicy::none).empty());
  Options options;
  options.ip = IpPolicy::none;
  Fixture fixture(options);
  fixture.send(batch({section(1, 1)}));
  CHECK(at(fixture.events().front(), "/ip").is_null());
}

}  // namespace
}  // namespace godwit::collector::test
