#include "config_check.h"

#include <string_view>

#include "schema/schema_pack.h"

namespace godwit {
namespace {

Status invalid(std::string_view sentence) {
  return Status(StatusCode::invalid_argument, sentence);
}

bool visible_ascii(std::string_view text) {
  for (char c : text) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

// The host of an endpoint, without port and brackets.
std::string_view host_of(std::string_view endpoint) {
  std::string_view rest = endpoint.substr(endpoint.starts_with("https://") ? 8 : 7);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (rest.starts_with('[')) return rest.substr(1, rest.find(']') - 1);
  return rest.substr(0, rest.find(':'));
}

bool loopback(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string_view::npos);
}

Status check_endpoint(const Config& config) {
  const std::string_view endpoint = config.endpoint;
  const bool https = endpoint.starts_with("https://");
  const bool http = endpoint.starts_with("http://");
  if (!https && !http) {
    return invalid("endpoint must start with https:// or http://, such as https://host");
  }
  if (!visible_ascii(endpoint)) return invalid("endpoint must be visible ASCII");
  if (endpoint.find_first_of("?#@") != std::string_view::npos) {
    return invalid("endpoint must not have a user, a query or a fragment");
  }
  const std::string_view host = host_of(endpoint);
  if (host.empty()) return invalid("endpoint has no host");
  if (http && !loopback(host) && !config.transport.allow_plain_http) {
    return invalid("endpoint is plain http to another machine; use https, or set allow_plain_http");
  }
  return Status();
}

Status check_limits(const Limits& limits) {
  constexpr std::uint32_t kStagingBytesMin = 64 * 1024;
  constexpr std::uint32_t kStagingBytesMax = 1024 * 1024 * 1024;
  if (limits.staging_bytes < kStagingBytesMin || limits.staging_bytes > kStagingBytesMax) {
    return invalid("limits.staging_bytes must be 64 KiB to 1 GiB");
  }
  if (limits.event_bytes_max == 0 || limits.event_bytes_max > limits.staging_bytes / 4) {
    return invalid("limits.event_bytes_max must be 1 to a quarter of staging_bytes");
  }
  if (limits.context_bytes_max > limits.staging_bytes / 4) {
    return invalid("limits.context_bytes_max must be at most a quarter of staging_bytes");
  }
  if (limits.name_bytes_max == 0 || limits.properties_depth_max == 0 ||
      limits.segment_events_max == 0 || limits.segment_bytes_max == 0 ||
      limits.batch_events_max == 0 || limits.batch_bytes_max == 0 ||
      limits.dropped_intervals_max == 0 || limits.queue_bytes_max == 0) {
    return invalid("limits: counts and sizes must not be 0");
  }
  for (const std::chrono::milliseconds span :
       {limits.queue_age_max, limits.drain_interval, limits.flush_interval,
        limits.deferred_interval, limits.session_idle_max, limits.retry_delay_min,
        limits.retry_delay_max, limits.retry_after_max, limits.key_retry_delay}) {
    if (span.count() <= 0) return invalid("limits: times must be above 0");
  }
  if (limits.retry_delay_min > limits.retry_delay_max) {
    return invalid("limits.retry_delay_min must not be above retry_delay_max");
  }
  return Status();
}

}  // namespace

Status check_key(std::string_view key) {
  if (key.empty()) return invalid("key is empty; pass the write key");
  if (!visible_ascii(key)) return invalid("key must be visible ASCII without spaces");
  return Status();
}

Status check_config(const Config& config) {
  Status status = check_endpoint(config);
  if (status.ok()) status = check_key(config.key);
  if (status.ok()) status = check_limits(config.limits);
  if (!status.ok()) return status;
  if (!config.consent) {
    return invalid("consent is not set; choose granted, pending or denied");
  }
  if (!config.schema_pack.empty()) {
    if (const char* wrong = SchemaPack().open(config.schema_pack)) {
      return invalid("schema_pack: ").append(wrong);
    }
  }
  if (config.transport.gzip_level < 0 || config.transport.gzip_level > 9) {
    return invalid("transport.gzip_level must be 0 to 9");
  }
  if (config.transport.connect_timeout.count() <= 0 ||
      config.transport.total_timeout.count() <= 0) {
    return invalid("transport: timeouts must be above 0");
  }
  return Status();
}

bool is_local(std::string_view endpoint) {
  return loopback(host_of(endpoint));
}

Status check_power(const PowerState& power) {
  if (power.battery_percent <= 100) return Status();
  return invalid("battery_percent must be at most 100; less than zero: unknown");
}

Status check_network(const NetworkState& network) {
  if (network.kind <= NetworkKind::roaming) return Status();
  return invalid("kind: choose one of the kinds of network");
}

Status check_app_state(AppState state) {
  if (state <= AppState::terminating) return Status();
  return invalid("state: choose one of the application's states");
}

}  // namespace godwit
