#include "recorder.h"

#include <string>

#include "support/catch.h"
#include "support/fake_ports.h"

using namespace godwit;
using namespace godwit::test;

namespace {

void hook(void*, EventDraft& draft) {
  if (draft.name == "secret") draft.withheld = true;
  if (draft.name == "broken") draft.properties = "{";
  if (draft.name == "old") {
    draft.name = "new";
    draft.properties = "{\"changed\":true}";
    draft.priority = Priority::immediate;
  }
}

// The request that brings what was tracked; its one section has the context.
std::string last_request(World& world) {
  REQUIRE(world.flush(1'000));
  return world.transport.requests.back().body;
}

}  // namespace

TEST_CASE("recorder: the before-send hook changes and withholds events", "[recorder]") {
  World world;
  REQUIRE(world.start().ok());
  world.engine->recorder().set_hook({hook, nullptr});
  CHECK(world.track("secret").code() == StatusCode::withheld);
  CHECK(world.track("broken").code() == StatusCode::invalid_argument);
  CHECK(world.track("e", "{\"a\":").code() == StatusCode::invalid_argument);
  CHECK(world.track("old", "{\"a\":1}").ok());
  world.run_for(10);  // It became immediate.
  REQUIRE(world.transport.requests.size() == 1);
  CHECK(world.transport.requests[0].body.find("\"n\":\"new\"") != std::string::npos);
  CHECK(world.transport.requests[0].body.find("\"p\":{\"changed\":true}") != std::string::npos);
  CHECK(world.stats().withheld == 1);
  CHECK(world.stats().declined == 2);
  CHECK(world.stats().accepted == 1);
}

TEST_CASE("recorder: what cannot be an event is declined, with the reason", "[recorder]") {
  World world;
  world.options.limits.name_bytes_max = 5;
  world.options.limits.event_bytes_max = 100;
  REQUIRE(world.start().ok());
  CHECK(world.track("").code() == StatusCode::invalid_argument);
  CHECK(world.track("12345").ok());
  CHECK(world.track("123456").code() == StatusCode::too_large);
  CHECK(world.track("1234\xC3").code() == StatusCode::too_large);  // Repaired: seven bytes.
  CHECK(world.track("e", "[]").code() == StatusCode::invalid_argument);
  CHECK(world.track("e", "{\"a\":\"" + std::string(100, 'x') + "\"}").code() ==
        StatusCode::too_large);
  CHECK(world.track("e", "{}", static_cast<Priority>(3)).code() == StatusCode::invalid_argument);
  CHECK(world.track("e", "").ok());  // No properties.
  Recorded recorded;
  const std::string_view none = "{}";
  CHECK(world.engine->recorder()
            .record("at", json_properties(none), {Priority::normal, WallTime{12'345}}, recorded)
            .ok());
  CHECK(recorded.sequence == 3);  // Refusals take no number.
  REQUIRE(world.flush(1'000));
  CHECK(world.transport.requests[0].body.find("\"at\":12345") != std::string::npos);
  CHECK(world.stats().declined == 6);
}

TEST_CASE("recorder: super-properties are set, replaced and taken away", "[recorder]") {
  World world;
  REQUIRE(world.start().ok());
  Recorder& recorder = world.engine->recorder();
  const auto super = [&](std::string_view name, std::string_view json) {
    return recorder.set_super_property(name, json).code();
  };
  CHECK(super("a", "1") == StatusCode::ok);
  CHECK(super("b", "{\"x\":[2]}") == StatusCode::ok);
  CHECK(super("a", "\"one\"") == StatusCode::ok);
  world.track("e");
  CHECK(last_request(world).find("\"super\":{\"b\":{\"x\":[2]},\"a\":\"one\"}") !=
        std::string::npos);
  CHECK(super("b", "") == StatusCode::ok);
  world.track("e");
  CHECK(last_request(world).find("\"super\":{\"a\":\"one\"}") != std::string::npos);
  CHECK(super("a", "") == StatusCode::ok);
  world.track("e");
  CHECK(last_request(world).find("super") == std::string::npos);
}

TEST_CASE("recorder: a context that is declined leaves the one before", "[recorder]") {
  World world;
  world.options.limits.context_bytes_max = 60;
  REQUIRE(world.start().ok());
  Recorder& recorder = world.engine->recorder();
  REQUIRE(recorder.set_user("ann").ok());
  REQUIRE(recorder.set_super_property("a", "1").ok());
  const std::string large(60, 'x');
  CHECK(recorder.set_user(large).code() == StatusCode::too_large);
  CHECK(recorder.set_super_property("a", "{").code() == StatusCode::invalid_argument);
  CHECK(recorder.set_super_property("a", "\"" + large + "\"").code() == StatusCode::too_large);
  world.track("e");
  const std::string request = last_request(world);
  CHECK(request.find("\"user\":\"ann\"") != std::string::npos);
  CHECK(request.find("\"super\":{\"a\":1}") != std::string::npos);
}

TEST_CASE("recorder: half a character is repaired wherever it stands, and its call is counted",
          "[recorder]") {
  World world;
  world.options.user_id = "opened \xF0\x9F";
  REQUIRE(world.start().ok());
  Recorder& recorder = world.engine->recorder();
  CHECK(world.stats().repaired == 1);
  CHECK(world.track("name \xED\xA0\xBD", "{\"\\ud83d\":\"\xFF\",\"n\":[\"\\udc00\"]}").ok());
  CHECK(world.stats().repaired == 2);  // An event counts once.
  const std::string first = last_request(world);
  CHECK(first.find("\"n\":\"name \uFFFD\"") != std::string::npos);
  CHECK(first.find("{\"\uFFFD\":\"\uFFFD\",\"n\":[\"\uFFFD\"]}") != std::string::npos);
  CHECK(first.find("\"user\":\"opened \uFFFD\"") != std::string::npos);

  CHECK(recorder.set_user("cut \xE2\x82").ok());
  CHECK(recorder.set_super_property("s\xFF", "\"\\ud800\"").ok());
  CHECK(world.track("whole", "{\"a\":\"\\ud83d\\ude00\"}").ok());
  CHECK(world.stats().repaired == 4);
  const std::string second = last_request(world);
  CHECK(second.find("\"user\":\"cut \uFFFD\"") != std::string::npos);
  CHECK(second.find("\"super\":{\"s\uFFFD\":\"\uFFFD\"}") != std::string::npos);
  CHECK(second.find("\\ud83d\\ude00") != std::string::npos);

  CHECK(world.track("e", "{\"a\":\"\\ud83d\",}").code() == StatusCode::invalid_argument);
  CHECK(world.stats().repaired == 4);  // Nothing was taken.
}

TEST_CASE("recorder: what the hook leaves is repaired, too", "[recorder]") {
  World world;
  REQUIRE(world.start().ok());
  const auto halve = [](void*, EventDraft& draft) {
    draft.name = "half \xC3";
    draft.properties = "{\"a\":\"\\udfff\"}";
  };
  world.engine->recorder().set_hook({halve, nullptr});
  CHECK(world.track("e").ok());
  CHECK(world.stats().repaired == 1);
  const std::string sent = last_request(world);
  CHECK(sent.find("{\"n\":\"half \uFFFD\"") != std::string::npos);
  CHECK(sent.find("{\"a\":\"\uFFFD\"}") != std::string::npos);
}
