// open() and the setters refuse values that no caller can mean, and paths that lead nowhere.
#include <chrono>
#include <limits>
#include <string>
#include <utility>

#include "contract/support/files.h"
#include "godwit/godwit.h"
#include "godwit/tracker.h"
#include "support/catch.h"
#include "tracker/support.h"

using namespace godwit;
using namespace std::chrono_literals;

namespace {

constexpr int kNoEnumerator[] = {4, 7, 200, 255};

// The message of open(), which must refuse a configuration with this one change.
template <typename Change>
std::string refusal_of(Change change) {
  Config config = quiet_config();
  change(config);
  const Status status = Tracker::open(config).status();
  CHECK(status.code() == StatusCode::invalid_argument);
  return std::string(status.message());
}

bool says(const std::string& sentence, std::string_view part) {
  INFO(sentence);
  return sentence.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("configuration: a number that is none of an enumeration's is refused by its name",
          "[tracker]") {
  CHECK(says(refusal_of([](Config& c) { c.consent = static_cast<Consent>(0); }), "consent:"));
  for (const int number : kNoEnumerator) {
    INFO(number);
    CHECK(
        says(refusal_of([=](Config& c) { c.consent = static_cast<Consent>(number); }), "consent:"));
    CHECK(says(refusal_of([=](Config& c) { c.durability = static_cast<Durability>(number); }),
               "durability:"));
    CHECK(says(refusal_of([=](Config& c) { c.schema_mode = static_cast<SchemaMode>(number); }),
               "schema_mode:"));
    CHECK(
        says(refusal_of([=](Config& c) { c.unknown_schema = static_cast<UnknownSchema>(number); }),
             "unknown_schema:"));
  }
}

TEST_CASE("configuration: a consent out of range changes nothing", "[tracker]") {
  Tracker tracker = opened(quiet_config());
  REQUIRE(tracker.track("kept").ok());
  for (const int number : {0, 4, 7, 255}) {
    const Status status = tracker.set_consent(static_cast<Consent>(number));
    CHECK(status.code() == StatusCode::invalid_argument);
    CHECK(says(std::string(status.message()), "granted, pending or denied"));
  }
  CHECK(tracker.track("taken").sequence == 2);
  CHECK(tracker.stats().queued_events + tracker.stats().delivered <= 2);
  CHECK(tracker.close(0ms).code() == StatusCode::timed_out);  // Both are still there.
  CHECK(tracker.stats().dropped[static_cast<std::size_t>(DropReason::consent_denied)] == 0);
}

TEST_CASE("configuration: a priority out of range is declined, given or handed back by a hook",
          "[tracker]") {
  Config config = quiet_config();
  config.before_send = [](EventDraft& draft) {
    if (draft.name == "changed") draft.priority = static_cast<Priority>(3);
  };
  Tracker tracker = opened(config);
  TrackOptions options;
  options.priority = static_cast<Priority>(3);
  CHECK(tracker.track("e", {}, options).status.code() == StatusCode::invalid_argument);
  CHECK(tracker.track("changed").status.code() == StatusCode::invalid_argument);
  CHECK(tracker.track("e").ok());
}

TEST_CASE("configuration: a deadline of the highest or lowest number waits, or does not",
          "[tracker]") {
  Tracker tracker = opened(quiet_config());
  // Nothing is queued: both answer at once. An overflow would be seen by the sanitizer.
  CHECK(tracker.flush(std::chrono::milliseconds::max()).ok());
  CHECK(tracker.track("e").ok());
  // The first request may have failed already; then it is told what is waited for.
  const StatusCode at_once = tracker.flush(std::chrono::milliseconds::min()).code();
  CHECK((at_once == StatusCode::timed_out || at_once == StatusCode::waiting));
  CHECK(tracker.close(std::chrono::milliseconds::min()).code() == StatusCode::timed_out);
}

TEST_CASE("configuration: with kNever an event waits, and does not expire", "[tracker]") {
  Config config = quiet_config();
  config.limits.flush_interval = Limits::kNever;
  config.limits.deferred_interval = Limits::kNever;
  config.limits.drain_interval = Limits::kNever;
  config.limits.queue_age_max = Limits::kNever;
  config.limits.session_idle_max = Limits::kNever;
  config.limits.retry_delay_max = Limits::kNever;
  config.limits.retry_after_max = Limits::kNever;
  config.limits.key_retry_delay = Limits::kNever;
  Tracker tracker = opened(config);
  CHECK(tracker.track("e").ok());
  CHECK(tracker.stats().requests == 0);
}

TEST_CASE("configuration: a transport's number beyond its bounds is refused with them",
          "[tracker]") {
  constexpr auto kHighest = std::chrono::milliseconds::max();
  CHECK(refusal_of([](Config& c) { c.transport.connect_timeout = 0ms; }) ==
        "transport.connect_timeout must be 1 to 86400000 ms, not 0");
  CHECK(refusal_of([=](Config& c) { c.transport.total_timeout = kHighest; }) ==
        "transport.total_timeout must be 1 to 86400000 ms, not 9223372036854775807");
  CHECK(refusal_of([](Config& c) { c.transport.gzip_level = 10; }) ==
        "transport.gzip_level must be 0 to 9, not 10");
  CHECK(refusal_of([](Config& c) { c.app_name.assign(1'025, 'a'); }) ==
        "app_name must be 0 to 1024 bytes, not 1025");
  CHECK(says(refusal_of([](Config& c) { c.app_version.assign(1'025, 'a'); }), "app_version"));
}

TEST_CASE("configuration: a file of certificates that cannot be used is refused, and why",
          "[tracker]") {
  const TemporaryDirectory root;
  const std::string missing = root.file("no.pem");
  const std::string sentence = refusal_of([&](Config& c) { c.transport.ca_file = missing; });
  for (const std::string_view part :
       {std::string_view("transport.ca_file: "), std::string_view(missing),
        std::string_view("No such file or directory"), std::string_view("PEM certificates")}) {
    CHECK(says(sentence, part));
  }
  CHECK(says(refusal_of([&](Config& c) { c.transport.ca_file = root.path(); }), "Is a directory"));
  const std::string other = root.file("der.crt");
  for (const char* const text : {"", "0\x82", "-----BEGIN PRIVATE KEY-----\n", "CERTIFICATE"}) {
    write_file(other, text);
    CHECK(says(refusal_of([&](Config& c) { c.transport.ca_file = other; }),
               other + " holds no certificate in PEM form"));
  }
  write_file(other, "# our own\n-----BEGIN CERTIFICATE-----\n");
  Config config = quiet_config();
  config.transport.ca_file = other;
  CHECK(Tracker::open(config).ok());
}

TEST_CASE("configuration: what a shell would have replaced is no path", "[tracker]") {
  for (const char* const path : {"~", "~/x", "~user/x", "$HOME/x", "${HOME}/x"}) {
    INFO(path);
    const std::string expected = std::string(": ") + path + " begins as a shell would replace it";
    CHECK(
        says(refusal_of([=](Config& c) { c.data_directory = path; }), "data_directory" + expected));
    CHECK(says(refusal_of([=](Config& c) { c.transport.ca_file = path; }),
               "transport.ca_file" + expected));
    CHECK(says(refusal_of([=](Config& c) { c.system_signals.power_supply_root = path; }),
               "system_signals.power_supply_root" + expected));
    CHECK(says(refusal_of([=](Config& c) { c.system_signals.routes_root = path; }),
               "system_signals.routes_root" + expected));
  }
  const TemporaryDirectory root;
  Config config = quiet_config();
  config.data_directory = root.file("a~b$c");
  CHECK(Tracker::open(config).ok());
}

TEST_CASE("configuration: a path with a zero byte inside is refused, not cut", "[tracker]") {
  const std::string cut("/tmp\0/x", 7);
  CHECK(says(refusal_of([&](Config& c) { c.data_directory = cut; }),
             "data_directory: it has a zero"));
  CHECK(
      says(refusal_of([&](Config& c) { c.transport.ca_file = cut; }), "transport.ca_file: it has"));
  CHECK(says(refusal_of([&](Config& c) { c.transport.proxy = cut; }), "transport.proxy: it has"));
}

TEST_CASE("configuration: a schema pack that is a path, or a schema, is said to be one",
          "[tracker]") {
  for (const char* const path : {"events.pack", "/srv/schemas/events", "packs\\a", "order.json"}) {
    CHECK(refusal_of([=](Config& c) { c.schema_pack = path; }) ==
          std::string("schema_pack: this looks like a path (") + path +
              "); read the file and pass its bytes");
  }
  CHECK(says(refusal_of([](Config& c) { c.schema_pack = " {\"type\":\"object\"}"; }),
             "`godwit schema compile`"));
  CHECK_FALSE(says(refusal_of([](Config& c) { c.schema_pack = std::string(100, '\1'); }), "path"));
}
