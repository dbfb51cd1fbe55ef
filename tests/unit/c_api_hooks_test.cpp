// The hooks of a C configuration, called as the C++ interface calls them.
#include <string>

#include "c_api_config.h"
#include "support/catch.h"

using namespace godwit;

namespace {

// A hook's arguments, and the changes that before_send makes.
struct Seen {
  godwit_event_draft draft{};
  godwit_delivery_report report{};
  std::string log;
  void (*change)(godwit_event_draft*) = nullptr;
};

void before_send(void* user_data, godwit_event_draft* draft) {
  Seen& seen = *static_cast<Seen*>(user_data);
  seen.draft = *draft;
  if (seen.change != nullptr) seen.change(draft);
}
void on_delivery(void* user_data, const godwit_delivery_report* report) {
  static_cast<Seen*>(user_data)->report = *report;
}
void on_log(void* user_data, godwit_log_level level, godwit_string message) {
  static_cast<Seen*>(user_data)->log = std::to_string(level) + std::string(view(message));
}

Config with_hooks(Seen& seen) {
  godwit_config from = default_c_config();
  from.consent = GODWIT_CONSENT_GRANTED;
  from.user_data = &seen;
  from.before_send = before_send;
  from.on_delivery = on_delivery;
  from.log = on_log;
  Config to;
  REQUIRE(read_c_config(from, to).ok());
  return to;
}

EventDraft draft_after(void (*change)(godwit_event_draft*)) {
  Seen seen;
  seen.change = change;
  EventDraft draft;
  draft.name = "name";
  draft.properties = "{}";
  draft.priority = Priority::deferred;
  with_hooks(seen).before_send(draft);
  CHECK(seen.draft.size == sizeof(godwit_event_draft));
  CHECK(view(seen.draft.name) == "name");
  CHECK(view(seen.draft.properties) == "{}");
  CHECK(seen.draft.priority == GODWIT_PRIORITY_DEFERRED);
  CHECK_FALSE(seen.draft.withheld);
  return draft;
}

}  // namespace

TEST_CASE("c_api_config: without hooks there are none", "[capi]") {
  godwit_config from = default_c_config();
  from.consent = GODWIT_CONSENT_GRANTED;
  Config to;
  REQUIRE(read_c_config(from, to).ok());
  CHECK((!to.before_send && !to.on_delivery && !to.log));
}

TEST_CASE("c_api_config: before_send sees the event, and may change each part", "[capi]") {
  const EventDraft same = draft_after(nullptr);
  CHECK((same.name == "name" && same.properties == "{}"));
  CHECK((same.priority == Priority::deferred && !same.withheld));
  const EventDraft changed = draft_after([](godwit_event_draft* draft) {
    draft->name = c_string("other");
    draft->properties = c_string("{\"a\":1}");
    draft->priority = GODWIT_PRIORITY_IMMEDIATE;
    draft->withheld = true;
  });
  CHECK((changed.name == "other" && changed.properties == "{\"a\":1}"));
  CHECK((changed.priority == Priority::immediate && changed.withheld));
}

TEST_CASE("c_api_config: a change that is no value gets the event declined", "[capi]") {
  CHECK(draft_after([](godwit_event_draft* draft) {
          draft->properties = {nullptr, 3};
        }).properties == "NULL");
  CHECK(draft_after([](godwit_event_draft* draft) {
          draft->properties = {nullptr, 0};
        }).properties.empty());
  for (void (*const change)(godwit_event_draft*) :
       {+[](godwit_event_draft* draft) { draft->priority = static_cast<godwit_priority>(3); },
        +[](godwit_event_draft* draft) { draft->priority = static_cast<godwit_priority>(-1); }}) {
    CHECK(static_cast<int>(draft_after(change).priority) == kPriorityCount);
  }
}

TEST_CASE("c_api_config: on_delivery gets each member of a report", "[capi]") {
  Seen seen;
  DeliveryReport report;
  report.outcome = DeliveryOutcome::dropped;
  report.reason = DropReason::too_large;
  report.stream.bytes[0] = 1;
  report.stream.bytes[15] = 16;
  report.first_sequence = 2;
  report.last_sequence = 3;
  report.count = 4;
  report.code = "code";
  report.pointer = "/pointer";
  report.message = "message";
  with_hooks(seen).on_delivery(report);
  CHECK(seen.report.size == sizeof(godwit_delivery_report));
  CHECK(seen.report.outcome == GODWIT_DELIVERY_DROPPED);
  CHECK(seen.report.reason == GODWIT_DROP_TOO_LARGE);
  CHECK((seen.report.stream[0] == 1 && seen.report.stream[15] == 16));
  CHECK((seen.report.first_sequence == 2 && seen.report.last_sequence == 3));
  CHECK(seen.report.count == 4);
  CHECK(view(seen.report.code) == "code");
  CHECK(view(seen.report.pointer) == "/pointer");
  CHECK(view(seen.report.message) == "message");
}

TEST_CASE("c_api_config: log gets the level and the message", "[capi]") {
  Seen seen;
  with_hooks(seen).log(LogLevel::warning, "text");
  CHECK(seen.log == "2text");
}

TEST_CASE("c_api_config: an unknown choice and an unreadable text are named", "[capi]") {
  const auto said = [](auto change) {
    godwit_config from = default_c_config();
    from.consent = GODWIT_CONSENT_GRANTED;
    change(from);
    Config to;
    const Status status = read_c_config(from, to);
    CHECK(status.code() == StatusCode::invalid_argument);
    return std::string(status.message());
  };
  CHECK(said([](godwit_config& c) { c.consent = static_cast<godwit_consent>(4); }) ==
        "consent: choose one of the GODWIT_CONSENT constants");
  CHECK(said([](godwit_config& c) { c.durability = static_cast<godwit_durability>(2); }) ==
        "durability: choose one of the GODWIT_DURABILITY constants");
  CHECK(said([](godwit_config& c) { c.schema_mode = static_cast<godwit_schema_mode>(3); }) ==
        "schema_mode: choose one of the GODWIT_SCHEMA constants");
  CHECK(said([](godwit_config& c) { c.unknown_schema = static_cast<godwit_unknown_schema>(3); }) ==
        "unknown_schema: choose one of the GODWIT_UNKNOWN_SCHEMA constants");
  for (const std::int32_t number : {-1, 2}) {
    CHECK(said([=](godwit_config& c) {
            c.system_signals = static_cast<decltype(c.system_signals)>(number);
          }) == "system_signals: choose one of the GODWIT_SYSTEM_SIGNALS constants");
  }
  const godwit_string no_data = {nullptr, 1};
  const godwit_string too_long = {"", static_cast<std::size_t>(PTRDIFF_MAX) + 1};
  CHECK(said([=](godwit_config& c) { c.key = too_long; }) == "key: its size is impossible");
  const std::pair<const char*, godwit_string godwit_config::*> fields[] = {
      {"endpoint", &godwit_config::endpoint},
      {"key", &godwit_config::key},
      {"data_directory", &godwit_config::data_directory},
      {"app_name", &godwit_config::app_name},
      {"app_version", &godwit_config::app_version},
      {"user_id", &godwit_config::user_id},
      {"ca_file", &godwit_config::ca_file},
      {"proxy", &godwit_config::proxy},
      {"proxy_auth", &godwit_config::proxy_auth},
      {"schema_pack", &godwit_config::schema_pack},
      {"power_supply_root", &godwit_config::power_supply_root},
      {"routes_root", &godwit_config::routes_root},
      {"bus_address", &godwit_config::bus_address}};
  for (const auto& [name, field] : fields) {
    CHECK(said([&, field = field](godwit_config& c) { c.*field = no_data; }) ==
          std::string(name) + ": its data is NULL, but its size is not 0");
  }
}
