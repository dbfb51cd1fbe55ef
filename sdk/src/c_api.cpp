// The C interface, on top of the C++ one: every function converts, calls and converts back.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include "c_api_config.h"
#include "c_api_sized.h"
#include "enumerations.h"
#include "godwit/godwit.h"
#include "godwit/tracker.h"

using godwit::Status;
using godwit::StatusCode;

struct godwit_tracker {
  godwit::Tracker tracker;

  godwit::Receipt decline(const Status& why) { return tracker.decline(why); }
};

namespace {

// The headers' constants are the same numbers, so that they can be cast.
static_assert(godwit::Limits::kNever.count() == GODWIT_NEVER);
static_assert(sizeof(godwit_status::message) == godwit::kStatusMessageBytesMax + 1);

godwit_code answer(const Status& status, godwit_status* out) {
  const auto code = static_cast<godwit_code>(status.code());
  if (out != nullptr) {
    out->code = code;
    std::memcpy(out->message, status.c_str(), status.message().size() + 1);
  }
  return code;
}

godwit_code answer(const godwit::Receipt& receipt, godwit_receipt* out) {
  if (out != nullptr) out->sequence = receipt.sequence;
  return answer(receipt.status, out == nullptr ? nullptr : &out->status);
}

Status closed() {
  return Status(StatusCode::closed, "the tracker is NULL");
}

Status misuse(const char* message) {
  return Status(StatusCode::invalid_argument, message);
}

std::chrono::milliseconds deadline(std::int64_t ms) {
  return std::chrono::milliseconds(ms < 0 ? 0 : ms);
}

Status check_property(const godwit_property& property) {
  if (property.type < GODWIT_TYPE_NULL || property.type > GODWIT_TYPE_JSON) {
    return misuse("a property's type is not a GODWIT_TYPE constant");
  }
  Status status = godwit::check_string("a property's name", property.name);
  if (status.ok() && property.type >= GODWIT_TYPE_TEXT) {
    status = godwit::check_string("a property's text", property.value.text);
  }
  return status;
}

// `property` has passed check_property().
godwit::Value to_value(const godwit_property& property) {
  switch (property.type) {
    case GODWIT_TYPE_BOOLEAN:
      return godwit::Value(property.value.boolean);
    case GODWIT_TYPE_WHOLE:
      return godwit::Value(property.value.whole);
    case GODWIT_TYPE_NATURAL:
      return godwit::Value(property.value.natural);
    case GODWIT_TYPE_REAL:
      return godwit::Value(property.value.real);
    case GODWIT_TYPE_TEXT:
      return godwit::Value(godwit::view(property.value.text));
    case GODWIT_TYPE_JSON:
      return godwit::Value::json(godwit::view(property.value.text));
    default:
      return godwit::Value(nullptr);
  }
}

Status read_options(const godwit_track_options* from, godwit::TrackOptions& to) {
  if (from == nullptr) return Status();
  godwit_track_options options;
  godwit_track_options_init(&options, sizeof options);
  if (const Status read = godwit::read_sized("options", *from, options); !read.ok()) return read;
  if (!godwit::known<godwit::Priority>(options.priority)) {
    return misuse("priority: choose one of the GODWIT_PRIORITY constants");
  }
  to.priority = static_cast<godwit::Priority>(options.priority);
  if (options.has_time) to.time = godwit::WallTime{options.time_ms};
  const godwit::SchemaVersion schema = {options.schema_model, options.schema_revision,
                                        options.schema_addition};
  if (schema != godwit::SchemaVersion()) to.schema = schema;
  return Status();
}

Status read_power(const godwit_power_state* from, std::optional<godwit::PowerState>& to) {
  if (from == nullptr) return Status();
  godwit_power_state power;
  godwit_power_state_init(&power, sizeof power);
  if (const Status read = godwit::read_sized("power", *from, power); !read.ok()) return read;
  if (power.battery_percent > 100) {
    return misuse("battery_percent must be at most 100; less than zero: unknown");
  }
  const std::int32_t percent = power.battery_percent < 0 ? -1 : power.battery_percent;
  to = godwit::PowerState{static_cast<std::int8_t>(percent), power.charging, power.saving};
  return Status();
}

Status read_network(const godwit_network_state* from, std::optional<godwit::NetworkState>& to) {
  if (from == nullptr) return Status();
  godwit_network_state network;
  godwit_network_state_init(&network, sizeof network);
  if (const Status read = godwit::read_sized("network", *from, network); !read.ok()) return read;
  if (!godwit::known<godwit::NetworkKind>(network.kind)) {
    return misuse("kind: choose one of the GODWIT_NETWORK constants");
  }
  to = godwit::NetworkState{static_cast<godwit::NetworkKind>(network.kind), network.saving_data};
  return Status();
}

godwit_stats to_c_stats(const godwit::Stats& from) {
  godwit_stats to{};
#define GODWIT_COUNTER(name, where) to.name = from.name;
#define GODWIT_GAUGE(name, where) to.name = from.name;
#define GODWIT_DROP_REASON(number, name) to.dropped_##name = from.dropped[number];
#define GODWIT_BY_REASON(name, where) std::copy(from.name.begin(), from.name.end(), to.name);
#define GODWIT_STATE(name, type, initial, where) to.name = static_cast<std::int32_t>(from.name);
#include "interface/stats.def"
  return to;
}

}  // namespace

uint32_t godwit_abi_version(void) {
  return GODWIT_ABI_VERSION;
}

const char* godwit_version(void) {
  return GODWIT_VERSION;
}

// The names are string literals, so each view ends with a zero.
const char* godwit_code_name(godwit_code code) {
  if (!godwit::known<StatusCode>(code)) return "unknown";
  return to_string(static_cast<StatusCode>(code)).data();
}

const char* godwit_drop_reason_name(godwit_drop_reason reason) {
  if (!godwit::known<godwit::DropReason>(reason)) return "unknown";
  return to_string(static_cast<godwit::DropReason>(reason)).data();
}

const char* godwit_send_reason_name(godwit_send_reason reason) {
  if (!godwit::known<godwit::SendReason>(reason)) return "unknown";
  return to_string(static_cast<godwit::SendReason>(reason)).data();
}

void godwit_limits_init(godwit_limits* limits, size_t size) {
  godwit::init_sized(limits, size, godwit::default_c_limits());
}

void godwit_config_init(godwit_config* config, size_t size) {
  godwit::init_sized(config, size, godwit::default_c_config());
}

void godwit_track_options_init(godwit_track_options* options, size_t size) {
  godwit_track_options defaults{};
  defaults.priority = GODWIT_PRIORITY_NORMAL;
  godwit::init_sized(options, size, defaults);
}

void godwit_power_state_init(godwit_power_state* power, size_t size) {
  godwit_power_state defaults{};
  defaults.battery_percent = -1;
  godwit::init_sized(power, size, defaults);
}

void godwit_network_state_init(godwit_network_state* network, size_t size) {
  godwit::init_sized(network, size, godwit_network_state{});
}

godwit_tracker* godwit_open(const godwit_config* config, godwit_status* status) {
  if (config == nullptr) {
    answer(misuse("the configuration is NULL"), status);
    return nullptr;
  }
  godwit::Config cpp_config;
  if (const Status read = godwit::read_c_config(*config, cpp_config); !read.ok()) {
    answer(read, status);
    return nullptr;
  }
  godwit::Result<godwit::Tracker> opened = godwit::Tracker::open(cpp_config);
  answer(opened.status(), status);
  return opened.ok() ? new godwit_tracker{std::move(opened.value())} : nullptr;
}

godwit_code godwit_close(godwit_tracker* tracker, int64_t deadline_ms, godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  return answer(tracker->tracker.close(deadline(deadline_ms)), status);
}

void godwit_free(godwit_tracker* tracker) {
  delete tracker;
}

godwit_code godwit_track(godwit_tracker* tracker, godwit_string name,
                         const godwit_property* properties, size_t property_count,
                         const godwit_track_options* options, godwit_receipt* receipt) {
  if (tracker == nullptr) return answer({closed()}, receipt);
  godwit::TrackOptions cpp_options;
  if (const Status read = read_options(options, cpp_options); !read.ok()) {
    return answer(tracker->decline(read), receipt);
  }
  if (const Status valid = godwit::check_string("name", name); !valid.ok()) {
    return answer(tracker->decline(valid), receipt);
  }
  if (properties == nullptr && property_count != 0) {
    return answer(tracker->decline(misuse("the properties are NULL")), receipt);
  }
  // One per thread, so that it stops allocating.
  thread_local godwit::Properties collected;
  collected.clear();
  for (size_t index = 0; index < property_count; ++index) {
    const godwit_property& property = properties[index];
    if (const Status valid = check_property(property); !valid.ok()) {
      return answer(tracker->decline(valid), receipt);
    }
    collected.set(godwit::view(property.name), to_value(property));
  }
  return answer(tracker->tracker.track(godwit::view(name), collected, cpp_options), receipt);
}

godwit_code godwit_track_json(godwit_tracker* tracker, godwit_string name, godwit_string properties,
                              const godwit_track_options* options, godwit_receipt* receipt) {
  if (tracker == nullptr) return answer({closed()}, receipt);
  godwit::TrackOptions cpp_options;
  if (const Status read = read_options(options, cpp_options); !read.ok()) {
    return answer(tracker->decline(read), receipt);
  }
  Status valid = godwit::check_string("name", name);
  if (valid.ok()) valid = godwit::check_string("properties", properties);
  if (!valid.ok()) return answer(tracker->decline(valid), receipt);
  return answer(
      tracker->tracker.track_json(godwit::view(name), godwit::view(properties), cpp_options),
      receipt);
}

godwit_code godwit_flush(godwit_tracker* tracker, int64_t deadline_ms, godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  return answer(tracker->tracker.flush(deadline(deadline_ms)), status);
}

godwit_code godwit_set_user(godwit_tracker* tracker, godwit_string user_id, godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  if (const Status valid = godwit::check_string("user_id", user_id); !valid.ok()) {
    return answer(valid, status);
  }
  return answer(tracker->tracker.set_user(godwit::view(user_id)), status);
}

godwit_code godwit_set_super_property(godwit_tracker* tracker, const godwit_property* property,
                                      godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  if (property == nullptr) return answer(misuse("the property is NULL"), status);
  if (const Status valid = check_property(*property); !valid.ok()) return answer(valid, status);
  return answer(
      tracker->tracker.set_super_property(godwit::view(property->name), to_value(*property)),
      status);
}

godwit_code godwit_set_key(godwit_tracker* tracker, godwit_string key, godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  if (const Status valid = godwit::check_string("key", key); !valid.ok()) {
    return answer(valid, status);
  }
  return answer(tracker->tracker.set_key(godwit::view(key)), status);
}

godwit_code godwit_set_consent(godwit_tracker* tracker, godwit_consent consent,
                               godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  if (!godwit::known<godwit::Consent>(consent)) {
    return answer(Status(StatusCode::invalid_argument, godwit::kConsentChoice), status);
  }
  return answer(tracker->tracker.set_consent(static_cast<godwit::Consent>(consent)), status);
}

godwit_code godwit_reset(godwit_tracker* tracker, godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  return answer(tracker->tracker.reset(), status);
}

godwit_code godwit_set_power(godwit_tracker* tracker, const godwit_power_state* power,
                             godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  std::optional<godwit::PowerState> said;
  if (const Status read = read_power(power, said); !read.ok()) return answer(read, status);
  return answer(tracker->tracker.set_power(said), status);
}

godwit_code godwit_set_network(godwit_tracker* tracker, const godwit_network_state* network,
                               godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  std::optional<godwit::NetworkState> said;
  if (const Status read = read_network(network, said); !read.ok()) return answer(read, status);
  return answer(tracker->tracker.set_network(said), status);
}

godwit_code godwit_set_app_state(godwit_tracker* tracker, godwit_app_state state,
                                 godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  if (!godwit::known<godwit::AppState>(state)) {
    return answer(misuse("state: choose one of the GODWIT_APP constants"), status);
  }
  return answer(tracker->tracker.set_app_state(static_cast<godwit::AppState>(state)), status);
}

godwit_code godwit_note_network_activity(godwit_tracker* tracker, godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  return answer(tracker->tracker.note_network_activity(), status);
}

godwit_code godwit_get_stats(const godwit_tracker* tracker, godwit_stats* stats) {
  if (stats == nullptr || !godwit::plausible_size(stats->size)) return GODWIT_INVALID_ARGUMENT;
  if (tracker == nullptr) return GODWIT_CLOSED;
  godwit::write_sized(stats, stats->size, to_c_stats(tracker->tracker.stats()));
  return GODWIT_OK;
}

godwit_code godwit_storage(const godwit_tracker* tracker, godwit_status* status) {
  if (tracker == nullptr) return answer(closed(), status);
  return answer(tracker->tracker.storage(), status);
}
