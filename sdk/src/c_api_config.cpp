#include "c_api_config.h"

#include <algorithm>
#include <string>

#include "c_api_sized.h"
#include "enumerations.h"

namespace godwit {
namespace {

std::chrono::milliseconds milliseconds(std::int64_t count) {
  return std::chrono::milliseconds(count);
}

std::string text(godwit_string string) {
  return std::string(view(string));
}

// Reads and writes a limit of each type.
#define GODWIT_READ_uint32(name) to.name = from.name;
#define GODWIT_READ_uint64(name) to.name = from.name;
#define GODWIT_READ_time(name) to.name = milliseconds(from.name##_ms);
#define GODWIT_WRITE_uint32(name) to.name = from.name;
#define GODWIT_WRITE_uint64(name) to.name = from.name;
#define GODWIT_WRITE_time(name) to.name##_ms = from.name.count();

Limits read_limits(const godwit_limits& from) {
  Limits to;
#define GODWIT_LIMIT(type, name, unit, initial, least, most, reached) GODWIT_READ_##type(name)
#include "interface/limits.def"
  return to;
}

TransportOptions read_transport(const godwit_config& from) {
  TransportOptions to;
  to.connect_timeout = milliseconds(from.connect_timeout_ms);
  to.total_timeout = milliseconds(from.total_timeout_ms);
  to.ca_file = text(from.ca_file);
  to.proxy = text(from.proxy);
  to.proxy_auth = text(from.proxy_auth);
  to.gzip_level = from.gzip_level;
  to.allow_plain_http = from.allow_plain_http;
  return to;
}

SystemSignalOptions read_system_signals(const godwit_config& from) {
  SystemSignalOptions to;
  to.enabled = from.system_signals == GODWIT_SYSTEM_SIGNALS_LISTEN;
  if (from.power_supply_root.size != 0) to.power_supply_root = text(from.power_supply_root);
  if (from.routes_root.size != 0) to.routes_root = text(from.routes_root);
  to.bus_address = text(from.bus_address);
  return to;
}

// Stands for properties that a hook put at NULL: no JSON, so track() declines the event.
constexpr std::string_view kUnreadable = "NULL";

void call_before_send(decltype(godwit_config::before_send) hook, void* user_data,
                      EventDraft& draft) {
  godwit_event_draft c_draft{};
  c_draft.size = sizeof c_draft;
  c_draft.name = c_string(draft.name);
  c_draft.properties = c_string(draft.properties);
  c_draft.priority = static_cast<godwit_priority>(draft.priority);
  c_draft.withheld = draft.withheld;
  hook(user_data, &c_draft);
  draft.name = view(c_draft.name);
  draft.properties = readable(c_draft.properties) ? view(c_draft.properties) : kUnreadable;
  // A number that is none of the constants becomes one that is no Priority; track() declines it.
  draft.priority = known<Priority>(c_draft.priority) ? static_cast<Priority>(c_draft.priority)
                                                     : static_cast<Priority>(kPriorityCount);
  draft.withheld = c_draft.withheld;
}

void call_on_delivery(decltype(godwit_config::on_delivery) hook, void* user_data,
                      const DeliveryReport& report) {
  godwit_delivery_report c_report{};
  c_report.size = sizeof c_report;
  c_report.outcome = static_cast<godwit_delivery_outcome>(report.outcome);
  c_report.reason = static_cast<godwit_drop_reason>(report.reason);
  std::copy(report.stream.bytes.begin(), report.stream.bytes.end(), c_report.stream);
  c_report.first_sequence = report.first_sequence;
  c_report.last_sequence = report.last_sequence;
  c_report.count = report.count;
  c_report.code = c_string(report.code);
  c_report.pointer = c_string(report.pointer);
  c_report.message = c_string(report.message);
  hook(user_data, &c_report);
}

void read_hooks(const godwit_config& from, Config& to) {
  void* const user_data = from.user_data;
  if (from.before_send != nullptr) {
    to.before_send = [hook = from.before_send, user_data](EventDraft& draft) {
      call_before_send(hook, user_data, draft);
    };
  }
  if (from.on_delivery != nullptr) {
    to.on_delivery = [hook = from.on_delivery, user_data](const DeliveryReport& report) {
      call_on_delivery(hook, user_data, report);
    };
  }
  if (from.log != nullptr) {
    to.log = [hook = from.log, user_data](LogLevel level, std::string_view message) {
      hook(user_data, static_cast<godwit_log_level>(level), c_string(message));
    };
  }
}

Status check_choices(const godwit_config& config) {
  const struct {
    bool known;
    std::string_view sentence;
  } choices[] = {
      {known<Consent>(config.consent), kConsentChoice},
      {known<Durability>(config.durability),
       "durability: choose one of the GODWIT_DURABILITY constants"},
      {known<SchemaMode>(config.schema_mode),
       "schema_mode: choose one of the GODWIT_SCHEMA constants"},
      {known<UnknownSchema>(config.unknown_schema),
       "unknown_schema: choose one of the GODWIT_UNKNOWN_SCHEMA constants"},
      {config.system_signals == GODWIT_SYSTEM_SIGNALS_LISTEN ||
           config.system_signals == GODWIT_SYSTEM_SIGNALS_IGNORE,
       "system_signals: choose one of the GODWIT_SYSTEM_SIGNALS constants"},
  };
  for (const auto& [known, sentence] : choices) {
    if (!known) return Status(StatusCode::invalid_argument, sentence);
  }
  return Status();
}

Status check_strings(const godwit_config& config) {
  const struct {
    const char* field;
    godwit_string string;
  } strings[] = {{"endpoint", config.endpoint},
                 {"key", config.key},
                 {"data_directory", config.data_directory},
                 {"app_name", config.app_name},
                 {"app_version", config.app_version},
                 {"user_id", config.user_id},
                 {"ca_file", config.ca_file},
                 {"proxy", config.proxy},
                 {"proxy_auth", config.proxy_auth},
                 {"schema_pack", config.schema_pack},
                 {"power_supply_root", config.power_supply_root},
                 {"routes_root", config.routes_root},
                 {"bus_address", config.bus_address}};
  for (const auto& [field, string] : strings) {
    if (const Status status = check_string(field, string); !status.ok()) return status;
  }
  return Status();
}

}  // namespace

Status check_string(std::string_view field, godwit_string string) {
  if (readable(string)) return Status();
  return Status(StatusCode::invalid_argument, field)
      .append(string.data == nullptr ? ": its data is NULL, but its size is not 0"
                                     : ": its size is impossible");
}

godwit_limits default_c_limits() {
  const Limits from;
  godwit_limits to{};
  to.size = sizeof to;
#define GODWIT_LIMIT(type, name, unit, initial, least, most, reached) GODWIT_WRITE_##type(name)
#include "interface/limits.def"
  return to;
}

godwit_config default_c_config() {
  const Config from;
  godwit_config to{};
  to.size = sizeof to;
  to.durability = static_cast<godwit_durability>(from.durability);
  to.connect_timeout_ms = from.transport.connect_timeout.count();
  to.total_timeout_ms = from.transport.total_timeout.count();
  to.gzip_level = from.transport.gzip_level;
  to.allow_plain_http = from.transport.allow_plain_http;
  to.automatic_context = from.automatic_context;
  return to;
}

Status read_c_config(const godwit_config& from, Config& to) {
  godwit_config config = default_c_config();
  if (const Status read = read_sized("config", from, config); !read.ok()) return read;
  godwit_limits limits = default_c_limits();
  if (config.limits != nullptr) {
    if (const Status read = read_sized("limits", *config.limits, limits); !read.ok()) return read;
  }
  Status status = check_choices(config);
  if (status.ok()) status = check_strings(config);
  if (!status.ok()) return status;
  to.endpoint = text(config.endpoint);
  to.key = text(config.key);
  to.consent = static_cast<Consent>(config.consent);
  to.data_directory = text(config.data_directory);
  to.durability = static_cast<Durability>(config.durability);
  to.app_name = text(config.app_name);
  to.app_version = text(config.app_version);
  to.user_id = text(config.user_id);
  to.automatic_context = config.automatic_context;
  to.schema_pack = text(config.schema_pack);
  to.schema_mode = static_cast<SchemaMode>(config.schema_mode);
  to.unknown_schema = static_cast<UnknownSchema>(config.unknown_schema);
  to.limits = read_limits(limits);
  to.transport = read_transport(config);
  to.system_signals = read_system_signals(config);
  read_hooks(config, to);
  return Status();
}

}  // namespace godwit
