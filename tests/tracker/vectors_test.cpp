// The verdicts of tests/vectors through both interfaces: what C++ takes C takes, and they say the
// same.
#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>

#include "godwit/godwit.h"
#include "godwit/tracker.h"
#include "support/catch.h"
#include "support/interface.h"
#include "support/vectors.h"
#include "tracker/support.h"

using namespace godwit;
using namespace godwit::test;

namespace {

godwit_config base_c_config() {
  godwit_config config;
  godwit_config_init(&config, sizeof config);
  config.endpoint = godwit_str("http://127.0.0.1:9");
  config.key = godwit_str("KEY");
  config.consent = GODWIT_CONSENT_GRANTED;
  config.automatic_context = false;
  config.system_signals = GODWIT_SYSTEM_SIGNALS_IGNORE;
  config.log = [](void*, godwit_log_level, godwit_string) {};
  return config;
}

godwit_string to_c_string(const std::string& text) {
  return {text.data(), text.size()};
}

// Opens both, and expects the sentence; empty: both open.
void check_open(const Config& config, const godwit_config& c_config, const std::string& sentence) {
  const Result<Tracker> opened = Tracker::open(config);
  CHECK(std::string(opened.status().message()) == sentence);
  CHECK(opened.status().code() ==
        (sentence.empty() ? StatusCode::ok : StatusCode::invalid_argument));
  godwit_status status;
  godwit_tracker* const tracker = godwit_open(&c_config, &status);
  CHECK((tracker != nullptr) == sentence.empty());
  CHECK(std::string(status.message) == sentence);
  CHECK(status.code == (sentence.empty() ? GODWIT_OK : GODWIT_INVALID_ARGUMENT));
  godwit_free(tracker);
}

std::string expected_of(const Json& vectors, const Json& vector) {
  return is_ok(vector) ? ""
                       : vectors["field"].get<std::string>() + ": " + sentence_of(vectors, vector);
}

struct Limit {
  std::string name;
  std::function<void(Limits&, std::int64_t)> set;
  std::function<void(godwit_limits&, std::int64_t)> set_c;
};

template <auto Field, auto CField>
Limit limit_of(const char* name) {
  return {name,
          [](Limits& limits, std::int64_t value) {
            limits.*Field = std::remove_reference_t<decltype(limits.*Field)>(value);
          },
          [](godwit_limits& limits, std::int64_t value) {
            limits.*CField = std::remove_reference_t<decltype(limits.*CField)>(value);
          }};
}

#define GODWIT_TEST_uint32(name) limit_of<&Limits::name, &godwit_limits::name>(#name)
#define GODWIT_TEST_uint64(name) GODWIT_TEST_uint32(name)
#define GODWIT_TEST_time(name) limit_of<&Limits::name, &godwit_limits::name##_ms>(#name)

const Limit kLimits[] = {
#define GODWIT_LIMIT(type, name, unit, initial, least, most, reached) GODWIT_TEST_##type(name),
#include "interface/limits.def"
};

const Limit& limit_named(const std::string& name) {
  for (const Limit& limit : kLimits) {
    if (limit.name == name) return limit;
  }
  FAIL("no limit " << name);
  return kLimits[0];
}

void check_limits(const Json& values, const std::string& sentence) {
  INFO(values.dump());
  Config config = quiet_config();
  godwit_config c_config = base_c_config();
  godwit_limits limits;
  godwit_limits_init(&limits, sizeof limits);
  c_config.limits = &limits;
  for (const auto& [name, value] : values.items()) {
    const std::int64_t number =
        value.is_string() ? std::stoll(value.get<std::string>()) : value.get<std::int64_t>();
    limit_named(name).set(config.limits, number);
    limit_named(name).set_c(limits, number);
  }
  check_open(config, c_config, sentence);
}

}  // namespace

TEST_CASE("vectors: C++ and C open with the same endpoints and keys", "[tracker]") {
  const Json endpoints = read_vectors("endpoints.json");
  for (const Json& vector : endpoints["cases"]) {
    INFO(vector.dump());
    const std::string endpoint = input_of(vector);
    Config config = quiet_config();
    godwit_config c_config = base_c_config();
    config.endpoint = endpoint;
    c_config.endpoint = to_c_string(endpoint);
    config.transport.allow_plain_http = c_config.allow_plain_http = vector.contains("options");
    check_open(config, c_config, expected_of(endpoints, vector));
  }
  const Json keys = read_vectors("keys.json");
  for (const Json& vector : keys["cases"]) {
    INFO(vector.dump());
    const std::string key = input_of(vector);
    Config config = quiet_config();
    godwit_config c_config = base_c_config();
    config.key = key;
    c_config.key = to_c_string(key);
    check_open(config, c_config, expected_of(keys, vector));
  }
}

TEST_CASE("vectors: a key that open() refuses is refused by set_key(), and nothing changes",
          "[tracker]") {
  Tracker tracker = std::move(Tracker::open(quiet_config()).value());
  const Json keys = read_vectors("keys.json");
  for (const Json& vector : keys["cases"]) {
    INFO(vector.dump());
    CHECK(std::string(tracker.set_key(input_of(vector)).message()) == expected_of(keys, vector));
  }
}

TEST_CASE("vectors: each limit is taken up to its bounds, and refused by name behind them",
          "[tracker]") {
  const Json vectors = read_vectors("limits.json");
  const Json described = read_interface();
  for (const Json& limit : described["limits"]) {
    const std::string name = limit["name"];
    const std::int64_t min = limit["min"];
    const std::int64_t max = limit["max"];
    const auto sentence = [&](std::int64_t value) {
      return "limits." + name + " must be " + std::to_string(min) + " to " + std::to_string(max) +
             " " + limit["unit"].get<std::string>() + ", not " + std::to_string(value);
    };
    check_limits({{name, max + 1}}, sentence(max + 1));
    if (limit["unit"] == "ms") check_limits({{name, min - 1}}, sentence(min - 1));
    if (limit["unit"] != "ms" && min > 0) check_limits({{name, min - 1}}, sentence(min - 1));
    // Limits that others bound stand in `cases`; a staging log of 1 GiB is not made for a test.
    if (name.find("staging") != std::string::npos || max == 256 << 20) continue;
    if (name == "retry_delay_min") {
      check_limits({{name, max}, {"retry_delay_max", max}}, "");
    } else if (name == "retry_delay_max") {
      check_limits({{name, max}}, "");
      check_limits({{name, min}, {"retry_delay_min", min}}, "");
      continue;
    } else {
      check_limits({{name, max}}, "");
    }
    check_limits({{name, min}}, "");
  }
  for (const Json& vector : vectors["cases"]) {
    check_limits(vector["set"], is_ok(vector) ? "" : vector["sentence"].get<std::string>());
  }
}

TEST_CASE("vectors: C++ and C take the same explicit times", "[tracker]") {
  Tracker tracker = std::move(Tracker::open(quiet_config()).value());
  const godwit_config config = base_c_config();
  godwit_tracker* const c_tracker = godwit_open(&config, nullptr);
  REQUIRE(c_tracker != nullptr);
  const Json vectors = read_vectors("times.json");
  int read = 0;
  for (const Json& vector : vectors["cases"]) {
    const std::string text = input_of(vector);
    std::int64_t ms = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (error != std::errc() || end != text.data() + text.size()) continue;  // No int64_t.
    ++read;
    INFO(vector.dump());
    TrackOptions cpp_options;
    cpp_options.time = WallTime{ms};
    const Receipt receipt = tracker.track("e", {}, cpp_options);
    CHECK(receipt.ok() == is_ok(vector));
    CHECK(std::string(receipt.status.message()) == sentence_of(vectors, vector));
    godwit_track_options options;
    godwit_track_options_init(&options, sizeof options);
    options.has_time = true;
    options.time_ms = ms;
    godwit_receipt c_receipt;
    const godwit_code code =
        godwit_track(c_tracker, godwit_str("e"), nullptr, 0, &options, &c_receipt);
    CHECK(code == static_cast<godwit_code>(receipt.status.code()));
    CHECK(std::string(c_receipt.status.message) == sentence_of(vectors, vector));
  }
  CHECK(read == 11);
  godwit_free(c_tracker);
}

TEST_CASE("vectors: C++ and C take the same names", "[tracker]") {
  Tracker tracker = std::move(Tracker::open(quiet_config()).value());
  const godwit_config config = base_c_config();
  godwit_tracker* const c_tracker = godwit_open(&config, nullptr);
  REQUIRE(c_tracker != nullptr);
  const Json vectors = read_vectors("names.json");
  for (const Json& vector : vectors["cases"]) {
    INFO(vector.dump());
    const std::string name = input_of(vector);
    Status status;
    godwit_status c_status{};
    if (vector["kind"] == "event") {
      status = tracker.track(name).status;
      godwit_receipt receipt;
      godwit_track(c_tracker, to_c_string(name), nullptr, 0, nullptr, &receipt);
      c_status = receipt.status;
    } else if (vector["kind"] == "user") {
      status = tracker.set_user(name);
      godwit_set_user(c_tracker, to_c_string(name), &c_status);
      CHECK(tracker.set_user("").ok());
      CHECK(godwit_set_user(c_tracker, godwit_str(""), nullptr) == GODWIT_OK);
    } else {
      status = tracker.set_super_property(name, 1);
      const godwit_property property = {to_c_string(name), GODWIT_TYPE_WHOLE, {.whole = 1}};
      godwit_set_super_property(c_tracker, &property, &c_status);
    }
    CHECK(status.ok() == is_ok(vector));
    CHECK(std::string(status.message()) == std::string(c_status.message));
    CHECK(c_status.code == static_cast<godwit_code>(status.code()));
    if (is_ok(vector)) continue;
    CHECK(to_string(status.code()) == vector["code"].get<std::string>());
    CHECK(status.message().find(sentence_of(vectors, vector)) != std::string_view::npos);
  }
  godwit_free(c_tracker);
}
