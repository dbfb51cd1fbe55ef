// What a tracker is told when it is opened. Every field but three has a default.
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
  // 1 ms to a day.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  std::chrono::milliseconds total_timeout = std::chrono::seconds(30);
  std::string ca_file = {};  // PEM; empty: the system's certificates.
  // Such as "http://proxy:3128", which every request then goes through. Empty: that of the
  // environment, but never to loopback.
  std::string proxy = {};
  std::string proxy_auth = {};  // "user:password".
  int gzip_level = 1;           // 1 (fast) to 9 (small); 0: no compression.
  // Lets events go out unencrypted to a host that is not loopback.
  bool allow_plain_http = false;
};

// Where the tracker hears what the system says of power and network (docs/platforms.md). What the
// application says with set_power() and set_network() wins over it.
struct SystemSignalOptions {
  bool enabled = true;
  std::string power_supply_root = "/sys/class/power_supply";
  std::string routes_root = "/proc/net";
  std::string bus_address = {};  // Of D-Bus; empty: the system's own bus.
};

struct Config {
  // Required: where the collector is, such as "https://collector.example". The host name is kept,
  // never an address it once had.
  std::string endpoint = {};
  // Required: the write key.
  std::string key = {};
  // Required: whether the user agreed. What set_consent() was told later is remembered in the data
  // directory and wins over this.
  std::optional<Consent> consent = {};

  // Made if missing, mode 0700. One tracker at a time. Empty: events are kept in memory only.
  std::string data_directory = {};
  Durability durability = Durability::process_safe;

  std::string app_name = {};
  std::string app_version = {};
  std::string user_id = {};
  // Adds operating system, locale and time zone to what all events share.
  bool automatic_context = true;

  // What `godwit schema compile` wrote: the bytes of a pack. Empty: no event is checked.
  std::string schema_pack = {};
  SchemaMode schema_mode = SchemaMode::enforce;
  UnknownSchema unknown_schema = UnknownSchema::accept;

  Limits limits = {};
  TransportOptions transport = {};
  SystemSignalOptions system_signals = {};

  // Called by track() on the caller's thread before the event is encoded; may change or withhold
  // it. May call the tracker, which refuses to track or to wait meanwhile (invalid_argument).
  std::function<void(EventDraft&)> before_send = {};
  // Called on the tracker's own thread when events were delivered, will be tried again, or were
  // dropped, once stats() counts that. Must not block. May call the tracker: set_key(),
  // set_consent(), reset(), flush() and close() answer invalid_argument.
  std::function<void(const DeliveryReport&)> on_delivery = {};
  // Called on any thread; may call the tracker as on_delivery may. Empty: warnings and errors go to
  // standard error.
  std::function<void(LogLevel, std::string_view)> log = {};
};

}  // namespace godwit

#endif  // GODWIT_CPP20
