#include "config_check.h"

#include <string>
#include <string_view>

#include "base/loopback.h"
#include "endpoint_check.h"
#include "enumerations.h"
#include "limits_check.h"
#include "schema/schema_pack.h"

namespace godwit {
namespace {

// A request has an end: longer than a day nobody waits for one.
constexpr std::int64_t kTimeoutMsMax = 24 * 3'600'000;
// Each event's context carries them.
constexpr std::size_t kAppTextBytesMax = 1'024;
// A path is at most so long; a pack is longer.
constexpr std::size_t kPathBytesMax = 4'096;

Status invalid(std::string_view sentence) {
  return Status(StatusCode::invalid_argument, sentence);
}

Status said(std::string_view field, const Fault* fault) {
  if (fault == nullptr) return Status();
  return invalid(field).append(": ").append(fault->sentence);
}

template <typename Enum>
Status check_choice(Enum value, std::string_view sentence) {
  return known<Enum>(static_cast<std::int32_t>(value)) ? Status() : invalid(sentence);
}

Status check_choices(const Config& config) {
  if (!config.consent) return invalid("consent is not set; choose granted, pending or denied");
  Status status = check_consent(*config.consent);
  if (status.ok()) {
    status = check_choice(config.durability, "durability: choose process_safe or power_safe");
  }
  if (status.ok()) {
    status = check_choice(config.schema_mode, "schema_mode: choose enforce, report or off");
  }
  if (status.ok()) {
    status = check_choice(config.unknown_schema, "unknown_schema: choose accept, mark or refuse");
  }
  return status;
}

Status check_transport(const TransportOptions& transport) {
  Status status = check_range("transport.gzip_level", {}, transport.gzip_level, 0, 9);
  if (status.ok()) {
    status = check_range("transport.connect_timeout", "ms", transport.connect_timeout.count(), 1,
                         kTimeoutMsMax);
  }
  if (status.ok()) {
    status = check_range("transport.total_timeout", "ms", transport.total_timeout.count(), 1,
                         kTimeoutMsMax);
  }
  return status;
}

// What the operating system, or libcurl, reads as a text that a zero byte ends.
Status check_zero_bytes(const Config& config) {
  const struct {
    const char* field;
    const std::string& text;
  } texts[] = {{"data_directory", config.data_directory},
               {"transport.ca_file", config.transport.ca_file},
               {"transport.proxy", config.transport.proxy},
               {"transport.proxy_auth", config.transport.proxy_auth},
               {"system_signals.power_supply_root", config.system_signals.power_supply_root},
               {"system_signals.routes_root", config.system_signals.routes_root},
               {"system_signals.bus_address", config.system_signals.bus_address}};
  for (const auto& [field, text] : texts) {
    if (text.find('\0') == std::string::npos) continue;
    return invalid(field).append(": it has a zero byte inside; pass text without one");
  }
  return Status();
}

Status check_app(const Config& config) {
  Status status = check_range(
      "app_name", "bytes", static_cast<std::int64_t>(config.app_name.size()), 0, kAppTextBytesMax);
  if (status.ok()) {
    status = check_range("app_version", "bytes",
                         static_cast<std::int64_t>(config.app_version.size()), 0, kAppTextBytesMax);
  }
  return status;
}

bool looks_like_path(std::string_view pack) {
  if (pack.size() > kPathBytesMax) return false;
  for (const char c : pack) {
    if (c >= 0 && c < ' ') return false;
  }
  return pack.find_first_of("/\\") != std::string_view::npos || pack.ends_with(".pack") ||
         pack.ends_with(".json");
}

Status check_schema_pack(std::string_view pack) {
  if (pack.empty()) return Status();
  const char* const wrong = SchemaPack().open(pack);
  if (wrong == nullptr) return Status();
  if (looks_like_path(pack)) {
    return invalid("schema_pack: this looks like a path (")
        .append(pack.substr(0, 80))
        .append("); read the file and pass its bytes");
  }
  if (pack.find_first_not_of(" \t\r\n") != std::string_view::npos &&
      pack[pack.find_first_not_of(" \t\r\n")] == '{') {
    return invalid("schema_pack: this looks like JSON; compile it with `godwit schema compile`");
  }
  return invalid("schema_pack: ").append(wrong);
}

}  // namespace

Status check_key(std::string_view key) {
  return said("key", key_fault(key));
}

Status check_consent(Consent consent) {
  return check_choice(consent, "consent: choose granted, pending or denied");
}

Status check_config(const Config& config) {
  Status status =
      said("endpoint", endpoint_fault(config.endpoint, config.transport.allow_plain_http));
  if (status.ok()) status = check_key(config.key);
  if (status.ok()) status = check_limits(config.limits);
  if (status.ok()) status = check_choices(config);
  if (status.ok()) status = check_zero_bytes(config);
  if (status.ok()) status = check_app(config);
  if (status.ok()) status = check_transport(config.transport);
  if (status.ok()) status = check_schema_pack(config.schema_pack);
  return status;
}

bool is_local(std::string_view endpoint) {
  return is_loopback(host_of(endpoint));
}

Status check_power(const PowerState& power) {
  if (power.battery_percent <= 100) return Status();
  return invalid("battery_percent must be at most 100; less than zero: unknown");
}

Status check_network(const NetworkState& network) {
  return check_choice(network.kind, "kind: choose one of the kinds of network");
}

Status check_app_state(AppState state) {
  return check_choice(state, "state: choose one of the application's states");
}

}  // namespace godwit
