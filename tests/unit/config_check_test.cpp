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
