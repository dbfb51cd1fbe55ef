#include "config_check.h"

#include <string>

#include "support/catch.h"

using namespace godwit;

namespace {

Config good() {
  Config config;
  config.endpoint = "https://collector.example";
  config.key = "KEY";
  config.consent = Consent::granted;
  return config;
}

// The message about a configuration that differs from a good one in one change.
template <typename Change>
std::string said(Change change) {
  Config config = good();
  change(config);
  const Status status = check_config(config);
  CHECK((status.ok() || status.code() == StatusCode::invalid_argument));
  return status.ok() ? "ok" : std::string(status.message());
}

std::string said_of_endpoint(const char* endpoint) {
  return said([endpoint](Config& config) { config.endpoint = endpoint; });
}

std::string said_of_limits(void (*change)(Limits&)) {
  return said([change](Config& config) { change(config.limits); });
}

bool names(const std::string& sentence, std::string_view what) {
  INFO(sentence);
  return sentence.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("config: the defaults are those of the README, and are accepted", "[config]") {
  const Config config = good();
  CHECK(check_config(config).ok());
  CHECK(config.transport.gzip_level == 1);
  CHECK_FALSE(config.transport.allow_plain_http);
  CHECK(config.durability == Durability::process_safe);
  CHECK(config.transport.connect_timeout == std::chrono::seconds(10));
  CHECK(config.transport.total_timeout == std::chrono::seconds(30));
  CHECK(config.automatic_context);
  const Limits& limits = config.limits;
  CHECK(limits.name_bytes_max == 256);
  CHECK(limits.event_bytes_max == 65'536);
  CHECK(limits.properties_depth_max == 32);
  CHECK(limits.context_bytes_max == 16'384);
  CHECK(limits.staging_bytes == 8'388'608);
  CHECK(limits.queue_bytes_max == 268'435'456);
  CHECK(limits.queue_age_max == std::chrono::days(7));
  CHECK(limits.reboot_age_max == std::chrono::days(1));
  CHECK(limits.segment_events_max == 100);
  CHECK(limits.segment_bytes_max == 65'536);
  CHECK(limits.dropped_intervals_max == 256);
  CHECK(limits.drain_interval == std::chrono::seconds(1));
  CHECK(limits.flush_interval == std::chrono::seconds(30));
  CHECK(limits.deferred_interval == std::chrono::minutes(15));
  CHECK(limits.session_idle_max == std::chrono::minutes(30));
  CHECK(limits.batch_events_max == 500);
  CHECK(limits.batch_bytes_max == 524'288);
  CHECK(limits.retry_delay_min == std::chrono::seconds(8));
  CHECK(limits.retry_delay_max == std::chrono::minutes(5));
  CHECK(limits.retry_after_max == std::chrono::hours(1));
  CHECK(limits.key_retry_delay == std::chrono::hours(1));
}

TEST_CASE("config: an endpoint is https, or loopback, or plainly allowed", "[config]") {
  for (const char* const endpoint :
       {"https://host", "https://host:8443/path", "http://127.0.0.1:1", "http://localhost",
        "http://a.localhost:2/", "http://[::1]:3"}) {
    INFO(endpoint);
    CHECK(said_of_endpoint(endpoint) == "ok");
  }
  for (const char* const endpoint :
       {"http://host", "http://127.evil.example", "http://localhost.example", "http://[::2]"}) {
    INFO(endpoint);
    CHECK(names(said_of_endpoint(endpoint), "allow_plain_http"));
  }
  CHECK(said([](Config& config) {
          config.endpoint = "http://host";
          config.transport.allow_plain_http = true;
        }) == "ok");
  CHECK(names(said_of_endpoint("host"), "https://"));
  CHECK(names(said_of_endpoint("https://"), "no host"));
  CHECK(names(said_of_endpoint("https://:1"), "no host"));
  CHECK(names(said_of_endpoint("https://ho st"), "ASCII"));
  CHECK(names(said_of_endpoint("https://h\xC3\xB6st"), "ASCII"));
  for (const char* const endpoint : {"https://u@host", "https://host?a", "https://host#a"}) {
    CHECK(names(said_of_endpoint(endpoint), "must not have"));
  }
}

TEST_CASE("config: a key is visible ASCII", "[config]") {
  CHECK(names(said([](Config& config) { config.key = ""; }), "empty"));
  for (const char* const key : {" ", "a b", "a\n", "\x7F", "\xC3\xB6"}) {
    CHECK(names(said([key](Config& config) { config.key = key; }), "visible ASCII"));
  }
  CHECK(said([](Config& config) { config.key = "!~"; }) == "ok");
}

TEST_CASE("config: a number that is none of an enumeration's is refused", "[config]") {
  for (const int number : {3, 255}) {
    CHECK(names(said([=](Config& c) { c.durability = static_cast<Durability>(number); }),
                "durability"));
    CHECK(names(said([=](Config& c) { c.schema_mode = static_cast<SchemaMode>(number); }),
                "schema_mode"));
    CHECK(names(said([=](Config& c) { c.unknown_schema = static_cast<UnknownSchema>(number); }),
                "unknown_schema"));
  }
  for (const int number : {0, 4, 255}) {
    CHECK(names(said([=](Config& c) { c.consent = static_cast<Consent>(number); }), "consent:"));
  }
}

TEST_CASE("config: what is out of bounds is named", "[config]") {
  CHECK(names(said([](Config& config) { config.consent.reset(); }), "consent"));
  for (const int level : {-1, 10}) {
    CHECK(names(said([level](Config& config) { config.transport.gzip_level = level; }), "gzip"));
  }
  for (const int level : {0, 9}) {
    CHECK(said([level](Config& config) { config.transport.gzip_level = level; }) == "ok");
  }
  using std::chrono::milliseconds;
  CHECK(names(said([](Config& c) { c.transport.connect_timeout = milliseconds(0); }),
              "transport.connect_timeout must be 1 to"));
  CHECK(names(said([](Config& c) { c.transport.total_timeout = milliseconds(0); }),
              "transport.total_timeout must be 1 to"));
  CHECK(said([](Config& c) { c.transport.total_timeout = milliseconds(1); }) == "ok");
}

TEST_CASE("config: a message names the bounds and the value with their unit", "[config]") {
  CHECK(said_of_limits([](Limits& l) { l.batch_events_max = 0; }) ==
        "limits.batch_events_max must be 1 to 1000000 events, not 0");
  CHECK(said_of_limits([](Limits& l) { l.queue_bytes_max = 0; }) ==
        "limits.queue_bytes_max must be 1 to 1099511627776 bytes, not 0");
  CHECK(said_of_limits([](Limits& l) { l.drain_interval = std::chrono::milliseconds(-3); }) ==
        "limits.drain_interval must be 1 to 1099511627776 ms, not -3");
  CHECK(said_of_limits([](Limits& l) { l.event_bytes_max = 9'000'000; }) ==
        "limits.event_bytes_max must be at most a quarter of staging_bytes: 2097152 bytes, "
        "not 9000000");
  CHECK(said_of_limits([](Limits& l) { l.retry_delay_min = l.retry_delay_max * 2; }) ==
        "limits.retry_delay_min must be at most retry_delay_max: 300000 ms, not 600000");
  CHECK(said([](Config& c) { c.transport.gzip_level = 10; }) ==
        "transport.gzip_level must be 0 to 9, not 10");
}

TEST_CASE("config: a timeout of a day is the longest", "[config]") {
  constexpr std::chrono::hours kDay{24};
  for (std::chrono::milliseconds TransportOptions::*const timeout :
       {&TransportOptions::connect_timeout, &TransportOptions::total_timeout}) {
    CHECK(said([=](Config& c) { c.transport.*timeout = kDay; }) == "ok");
    CHECK(
        names(said([=](Config& c) { c.transport.*timeout = kDay + std::chrono::milliseconds(1); }),
              "must be 1 to 86400000 ms"));
  }
}

TEST_CASE("config: a retry delay may be the same all the time", "[config]") {
  CHECK(said_of_limits([](Limits& l) { l.retry_delay_min = l.retry_delay_max; }) == "ok");
  CHECK(names(said_of_limits([](Limits& l) {
                l.retry_delay_min = l.retry_delay_max + std::chrono::milliseconds(1);
              }),
              "retry_delay_min"));
}

TEST_CASE("config: names of the application have at most 1,024 bytes", "[config]") {
  for (std::string Config::*const text : {&Config::app_name, &Config::app_version}) {
    CHECK(said([=](Config& c) { c.*text = std::string(1'024, 'x'); }) == "ok");
    CHECK(names(said([=](Config& c) { c.*text = std::string(1'025, 'x'); }),
                "must be 0 to 1024 bytes, not 1025"));
  }
}

TEST_CASE("config: a text that the system reads has no zero byte", "[config]") {
  const std::string cut("a\0b", 3);
  CHECK(said([&](Config& c) { c.data_directory = cut; }) ==
        "data_directory: it has a zero byte inside; pass text without one");
  CHECK(names(said([&](Config& c) { c.transport.ca_file = cut; }), "transport.ca_file:"));
  CHECK(names(said([&](Config& c) { c.transport.proxy = cut; }), "transport.proxy:"));
  CHECK(names(said([&](Config& c) { c.transport.proxy_auth = cut; }), "transport.proxy_auth:"));
  CHECK(names(said([&](Config& c) { c.system_signals.power_supply_root = cut; }),
              "system_signals.power_supply_root:"));
  CHECK(names(said([&](Config& c) { c.system_signals.routes_root = cut; }),
              "system_signals.routes_root:"));
  CHECK(names(said([&](Config& c) { c.system_signals.bus_address = cut; }),
              "system_signals.bus_address:"));
}

TEST_CASE("config: a pack that is a path or JSON is named as such", "[config]") {
  const auto said_of_pack = [](const std::string& pack) {
    return said([&](Config& config) { config.schema_pack = pack; });
  };
  CHECK(said_of_pack("") == "ok");
  CHECK(said_of_pack("dir/of") ==
        "schema_pack: this looks like a path (dir/of); read the file and pass its bytes");
  for (const char* const path : {"a.pack", "a.json", "c:\\a", "/", "\xC3\xB6/a"}) {
    CHECK(names(said_of_pack(path), "looks like a path"));
  }
  CHECK(names(said_of_pack(std::string(81, '/')), "(" + std::string(80, '/') + ")"));
  CHECK(names(said_of_pack(std::string(4'096, '/')), "looks like a path"));
  CHECK_FALSE(names(said_of_pack(std::string(4'097, '/')), "looks like"));
  for (const std::string& other : {std::string("a"), std::string("a/b\0", 4),
                                   std::string("a/b\x1f"), std::string(" \t\r\n")}) {
    const std::string sentence = said_of_pack(other);
    CHECK(sentence != "ok");
    CHECK_FALSE(names(sentence, "looks like"));
  }
  CHECK(names(said_of_pack("{}"), "looks like JSON"));
  CHECK(names(said_of_pack(" \t\r\n{\"a\":1}"), "looks like JSON"));
  CHECK_FALSE(names(said_of_pack("x{}"), "looks like JSON"));
}

TEST_CASE("config: each limit has a bound that is named", "[config]") {
  CHECK(names(said_of_limits([](Limits& l) { l.staging_bytes = 64 * 1024 - 1; }), "staging_bytes"));
  CHECK(
      names(said_of_limits([](Limits& l) { l.staging_bytes = (1u << 30) + 1; }), "staging_bytes"));
  CHECK(said_of_limits([](Limits& l) {
          l.staging_bytes = 64 * 1024;
          l.event_bytes_max = l.context_bytes_max = 16 * 1024;
        }) == "ok");
  CHECK(names(said_of_limits([](Limits& l) { l.event_bytes_max = l.staging_bytes / 4 + 1; }),
              "event_bytes_max"));
  CHECK(names(said_of_limits([](Limits& l) { l.event_bytes_max = 0; }), "event_bytes_max"));
  CHECK(names(said_of_limits([](Limits& l) { l.context_bytes_max = l.staging_bytes / 4 + 1; }),
              "context_bytes_max"));
  for (std::uint32_t Limits::*const count :
       {&Limits::name_bytes_max, &Limits::properties_depth_max, &Limits::segment_events_max,
        &Limits::segment_bytes_max, &Limits::batch_events_max, &Limits::batch_bytes_max,
        &Limits::dropped_intervals_max}) {
    CHECK(names(said([count](Config& config) { config.limits.*count = 0; }), "must be 1 to"));
    CHECK(said([count](Config& config) { config.limits.*count = 1; }) == "ok");
  }
  CHECK(names(said_of_limits([](Limits& l) { l.queue_bytes_max = 0; }), "must be 1 to"));
  for (std::chrono::milliseconds Limits::*const span :
       {&Limits::queue_age_max, &Limits::drain_interval, &Limits::flush_interval,
        &Limits::deferred_interval, &Limits::session_idle_max, &Limits::retry_delay_min,
        &Limits::retry_delay_max, &Limits::retry_after_max, &Limits::key_retry_delay}) {
    CHECK(
        names(said([span](Config& config) { config.limits.*span = std::chrono::milliseconds(0); }),
              "must be 1 to"));
  }
  CHECK(names(said_of_limits([](Limits& l) { l.reboot_age_max = std::chrono::milliseconds(-1); }),
              "reboot_age_max must be 0 to"));
  CHECK(names(said_of_limits([](Limits& l) { l.retry_delay_min = 2 * l.retry_delay_max; }),
              "retry_delay_min"));
}
