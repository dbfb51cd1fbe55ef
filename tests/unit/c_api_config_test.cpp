// The meaning of a configuration of the C interface.
#include "c_api_config.h"

#include <cstdint>
#include <numeric>
#include <vector>

#include "support/catch.h"

using namespace godwit;

namespace {

Config read(const godwit_config& from) {
  Config to;
  REQUIRE(read_c_config(from, to).ok());
  return to;
}

godwit_config with_consent() {
  godwit_config config = default_c_config();
  config.consent = GODWIT_CONSENT_GRANTED;
  return config;
}

std::vector<std::int64_t> values(const Limits& of) {
  return {of.name_bytes_max,
          of.event_bytes_max,
          of.properties_depth_max,
          of.context_bytes_max,
          of.staging_bytes,
          static_cast<std::int64_t>(of.queue_bytes_max),
          of.queue_age_max.count(),
          of.reboot_age_max.count(),
          of.segment_events_max,
          of.segment_bytes_max,
          of.dropped_intervals_max,
          of.drain_interval.count(),
          of.flush_interval.count(),
          of.deferred_interval.count(),
          of.session_idle_max.count(),
          of.batch_events_max,
          of.batch_bytes_max,
          of.retry_delay_min.count(),
          of.retry_delay_max.count(),
          of.retry_after_max.count(),
          of.key_retry_delay.count()};
}

// The same fields in the same order, with the numbers from 1.
godwit_limits numbered() {
  godwit_limits to = default_c_limits();
  std::uint32_t number = 0;
  to.name_bytes_max = ++number;
  to.event_bytes_max = ++number;
  to.properties_depth_max = ++number;
  to.context_bytes_max = ++number;
  to.staging_bytes = ++number;
  to.queue_bytes_max = ++number;
  to.queue_age_max_ms = ++number;
  to.reboot_age_max_ms = ++number;
  to.segment_events_max = ++number;
  to.segment_bytes_max = ++number;
  to.dropped_intervals_max = ++number;
  to.drain_interval_ms = ++number;
  to.flush_interval_ms = ++number;
  to.deferred_interval_ms = ++number;
  to.session_idle_max_ms = ++number;
  to.batch_events_max = ++number;
  to.batch_bytes_max = ++number;
  to.retry_delay_min_ms = ++number;
  to.retry_delay_max_ms = ++number;
  to.retry_after_max_ms = ++number;
  to.key_retry_delay_ms = ++number;
  return to;
}

}  // namespace

TEST_CASE("c_api_config: what _init sets is what C++ begins with", "[capi]") {
  const Config expected;
  const Config config = read(with_consent());
  CHECK(values(config.limits) == values(expected.limits));
  const godwit_limits limits = default_c_limits();
  godwit_config with_limits = with_consent();
  with_limits.limits = &limits;
  CHECK(values(read(with_limits).limits) == values(expected.limits));

  CHECK(config.durability == expected.durability);
  CHECK(config.automatic_context == expected.automatic_context);
  CHECK(config.schema_mode == expected.schema_mode);
  CHECK(config.unknown_schema == expected.unknown_schema);
  CHECK(config.transport.connect_timeout == expected.transport.connect_timeout);
  CHECK(config.transport.total_timeout == expected.transport.total_timeout);
  CHECK(config.transport.gzip_level == expected.transport.gzip_level);
  CHECK(config.transport.allow_plain_http == expected.transport.allow_plain_http);
  CHECK(config.system_signals.enabled == expected.system_signals.enabled);
  CHECK(config.system_signals.power_supply_root == expected.system_signals.power_supply_root);
  CHECK(config.system_signals.routes_root == expected.system_signals.routes_root);
  CHECK(config.system_signals.bus_address == expected.system_signals.bus_address);
}

TEST_CASE("c_api_config: every limit is read from its own field", "[capi]") {
  const godwit_limits limits = numbered();
  godwit_config config = with_consent();
  config.limits = &limits;
  const std::vector<std::int64_t> read_back = values(read(config).limits);
  std::vector<std::int64_t> expected(read_back.size());
  std::iota(expected.begin(), expected.end(), 1);
  CHECK(read_back == expected);
}

TEST_CASE("c_api_config: every text and choice is read from its own field", "[capi]") {
  godwit_config from = with_consent();
  from.endpoint = c_string("endpoint");
  from.key = c_string("key");
  from.data_directory = c_string("data_directory");
  from.app_name = c_string("app_name");
  from.app_version = c_string("app_version");
  from.user_id = c_string("user_id");
  from.schema_pack = c_string("schema_pack");
  from.ca_file = c_string("ca_file");
  from.proxy = c_string("proxy");
  from.proxy_auth = c_string("proxy_auth");
  from.power_supply_root = c_string("p");
  from.routes_root = c_string("r");
  from.bus_address = c_string("bus_address");
  from.consent = GODWIT_CONSENT_DENIED;
  from.durability = GODWIT_DURABILITY_POWER_SAFE;
  from.schema_mode = GODWIT_SCHEMA_OFF;
  from.unknown_schema = GODWIT_UNKNOWN_SCHEMA_REFUSE;
  from.system_signals = GODWIT_SYSTEM_SIGNALS_IGNORE;
  from.automatic_context = false;
  from.connect_timeout_ms = 1;
  from.total_timeout_ms = 2;
  from.gzip_level = 9;
  from.allow_plain_http = true;
  const Config to = read(from);
  CHECK(to.endpoint == "endpoint");
  CHECK(to.key == "key");
  CHECK(to.data_directory == "data_directory");
  CHECK(to.app_name == "app_name");
  CHECK(to.app_version == "app_version");
  CHECK(to.user_id == "user_id");
  CHECK(to.schema_pack == "schema_pack");
  CHECK(to.transport.ca_file == "ca_file");
  CHECK(to.transport.proxy == "proxy");
  CHECK(to.transport.proxy_auth == "proxy_auth");
  CHECK(to.system_signals.power_supply_root == "p");
  CHECK(to.system_signals.routes_root == "r");
  CHECK(to.system_signals.bus_address == "bus_address");
  CHECK(to.consent == Consent::denied);
  CHECK(to.durability == Durability::power_safe);
  CHECK(to.schema_mode == SchemaMode::off);
  CHECK(to.unknown_schema == UnknownSchema::refuse);
  CHECK_FALSE(to.system_signals.enabled);
  CHECK_FALSE(to.automatic_context);
  CHECK(to.transport.connect_timeout == std::chrono::milliseconds(1));
  CHECK(to.transport.total_timeout == std::chrono::milliseconds(2));
  CHECK(to.transport.gzip_level == 9);
  CHECK(to.transport.allow_plain_http);
}
