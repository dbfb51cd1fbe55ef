// The configuration of a tracker. Every field but three has a default.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "godwit/consent.h"
#include "godwit/delivery.h"
#include "godwit/durability.h"
#include "godwit/event_draft.h"
#include "godwit/limits.h"
#include "godwit/ports/log_sink.h"
#include "godwit/schema.h"

namespace godwit {

struct TransportOptions {
  // From 1 ms to 24 h.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds total_timeout = std::chrono::seconds(30);
  std::string ca_file = {};  // PEM; empty: the system's certificates.
  // Such as "http://proxy:3128"; every request then uses it. Empty: the proxy of the environment,
  // but never for loopback.
  std::string proxy = {};
  std::string proxy_auth = {};  // "user:password".
  int gzip_level = 1;           // 1 (fast) to 9 (small); 0: no compression.
  // Lets events be sent unencrypted to a host that is not loopback.
  bool allow_plain_http = false;
};

// The sources of the system's reports about power and network (docs/platforms.md).
// set_power() and set_network() replace the system's reports.
struct SystemSignalOptions {
  bool enabled = true;
  std::string power_supply_root = "/sys/class/power_supply";
  std::string routes_root = "/proc/net";
  std::string bus_address = {};  // Address of D-Bus; empty: the system's own bus.
};

struct Config {
  // Required: the collector's address, such as "https://collector.example". The tracker keeps the
  // host name, and looks its address up for every new connection.
  std::string endpoint = {};
  // Required: the write key.
  std::string key = {};
  // Required: whether the user agreed. If set_consent() was called before, its value is remembered
  // in the data directory and wins over this field.
  std::optional<Consent> consent = {};

  // Made if missing, with mode 0700. One tracker at a time. Empty: events are kept in memory only.
  std::string data_directory = {};
  Durability durability = Durability::process_safe;

  std::string app_name = {};
  std::string app_version = {};
  std::string user_id = {};
  // Adds operating system, locale and time zone to every event's context.
  bool automatic_context = true;

  // The bytes of the pack that `godwit schema compile` wrote. Empty: no event is checked.
  std::string schema_pack = {};
  SchemaMode schema_mode = SchemaMode::enforce;
  UnknownSchema unknown_schema = UnknownSchema::accept;

  Limits limits = {};
  TransportOptions transport = {};
  SystemSignalOptions system_signals = {};

  // track() calls it on the caller's thread before the event is encoded. It may change the event or
  // withhold it. It may call the tracker; track() and functions that wait answer invalid_argument.
  std::function<void(EventDraft&)> before_send = {};
  // Called on the tracker's own thread when events were delivered, will be sent again, or were
  // dropped; stats() counts them already. It must not block. It may call the tracker, but
  // set_key(), set_consent(), reset(), flush() and close() answer invalid_argument.
  std::function<void(const DeliveryReport&)> on_delivery = {};
  // Called on any thread; may call the tracker as on_delivery may. Empty: warnings and errors go to
  // standard error.
  std::function<void(LogLevel, std::string_view)> log = {};
};

}  // namespace godwit

#endif  // GODWIT_CPP20
