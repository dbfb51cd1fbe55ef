// The fate of events under the modes and policies of their schemas.
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "schema/event_schemas.h"
#include "schema/support.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::schema_test;

namespace {

// Two versions of "order", one of "free" that permits everything.
class SchemaEvents {
 public:
  SchemaEvents() {
    folder_.write("order/1-0-0.json", R"({"type":"object","properties":{"n":{"type":"integer"}},
                                          "required":["n"]})");
    folder_.write("order/1-0-1.json", R"({"type":"object","properties":{"n":{"type":"integer"},
                                          "a/b":{"maxLength":2}},"required":["n"]})");
    folder_.write("free.json", "{}");
    compiled_ = schema::compile_folder(folder_.path(), {});
    INFO(all_errors(compiled_.errors));
    REQUIRE(compiled_.errors.empty());
    REQUIRE(pack.open(pack_bytes(compiled_)) == nullptr);
  }

  SchemaPack pack;

 private:
  SchemaFolder folder_;
  schema::CompiledSchemas compiled_;
};

SchemaRules schema_rules(SchemaMode mode, UnknownSchema unknown = UnknownSchema::accept,
                         bool trusts_types = true) {
  return {mode, unknown, trusts_types};
}

struct SchemaOutcome {
  Status status;
  std::string appended;
  bool marked = false;
};

SchemaOutcome check_one(EventSchemas& schemas, std::string_view name, std::string_view properties,
                        std::optional<SchemaVersion> version = std::nullopt, bool typed = false) {
  Bytes text;
  text.append("{\"p\":");
  const std::size_t properties_at = text.size();
  text.append(properties);
  const SchemaChoice choice = {version, typed};
  const std::size_t before = text.size();
  SchemaOutcome outcome;
  CheckedEvent event = {
      .name = name, .choice = &choice, .text = text, .properties_at = properties_at};
  outcome.status = schemas.check(event);
  outcome.marked = event.marked;
  outcome.appended = text.view().substr(before);
  return outcome;
}

}  // namespace

TEST_CASE("event schemas: enforced ones refuse with a pointer and a sentence", "[schema]") {
  const SchemaEvents events;
  EventSchemas schemas(events.pack, schema_rules(SchemaMode::enforce));
  const SchemaOutcome good = check_one(schemas, "order", R"({"n":1})");
  CHECK(good.status.ok());
  CHECK(good.appended == R"(,"s":"1-0-1")");
  const SchemaOutcome bad = check_one(schemas, "order", R"({"n":1,"a/b":"abc"})");
  CHECK(bad.status.code() == StatusCode::invalid_argument);
  CHECK_FALSE(bad.marked);
  const std::string message(bad.status.message());
  CHECK(message.find("/a~1b must have at most 2 characters (maxLength)") != std::string::npos);
  CHECK(bad.appended.empty());
  const SchemaOutcome lacking = check_one(schemas, "order", "{}");
  CHECK(std::string(lacking.status.message()).find("it lacks the property \"n\" (required)") !=
        std::string::npos);
}

TEST_CASE("event schemas: reported ones are taken and marked", "[schema]") {
  const SchemaEvents events;
  EventSchemas schemas(events.pack, schema_rules(SchemaMode::report));
  const SchemaOutcome good = check_one(schemas, "order", R"({"n":1})");
  CHECK(good.appended == R"(,"s":"1-0-1")");
  CHECK_FALSE(good.marked);
  const SchemaOutcome bad = check_one(schemas, "order", R"({"n":1,"a/b":"abc"})");
  CHECK(bad.status.ok());
  CHECK(bad.appended == R"(,"s":"1-0-1","x":"/a~1b maxLength")");
  CHECK(check_one(schemas, "order", "{}").appended == R"(,"s":"1-0-1","x":" required")");
  CHECK(bad.marked);
}

TEST_CASE("event schemas: versions stand side by side", "[schema]") {
  const SchemaEvents events;
  EventSchemas schemas(events.pack, schema_rules(SchemaMode::enforce));
  const std::string later = R"({"n":1,"a/b":"abc"})";
  CHECK(check_one(schemas, "order", later, SchemaVersion{1, 0, 0}).appended == R"(,"s":"1-0-0")");
  CHECK_FALSE(check_one(schemas, "order", later, SchemaVersion{1, 0, 1}).status.ok());
  CHECK_FALSE(check_one(schemas, "order", later).status.ok());
}

TEST_CASE("event schemas: what the pack does not know follows the policy", "[schema]") {
  const SchemaEvents events;
  struct Row {
    UnknownSchema unknown;
    const char* name;
    std::optional<SchemaVersion> version;
    bool taken;
    const char* appended;
  };
  const Row rows[] = {
      {UnknownSchema::accept, "other", std::nullopt, true, ""},
      {UnknownSchema::accept, "order", SchemaVersion{9, 0, 0}, true, R"(,"s":"9-0-0")"},
      {UnknownSchema::mark, "other", std::nullopt, true, R"(,"x":" no schema")"},
      {UnknownSchema::mark, "order", SchemaVersion{9, 0, 0}, true,
       R"(,"s":"9-0-0","x":" no such version")"},
      {UnknownSchema::refuse, "other", std::nullopt, false, ""},
      {UnknownSchema::refuse, "order", SchemaVersion{9, 0, 0}, false, R"(,"s":"9-0-0")"},
      {UnknownSchema::refuse, "order", SchemaVersion{1, 0, 0}, true, R"(,"s":"1-0-0")"},
      {UnknownSchema::refuse, "free", std::nullopt, true, R"(,"s":"1-0-0")"},
  };
  for (const Row& row : rows) {
    for (const SchemaMode mode : {SchemaMode::enforce, SchemaMode::report}) {
      CAPTURE(row.name, row.appended, static_cast<int>(mode));
      EventSchemas schemas(events.pack, schema_rules(mode, row.unknown));
      const SchemaOutcome outcome = check_one(schemas, row.name, R"({"n":1})", row.version);
      CHECK(outcome.status.ok() == row.taken);
      CHECK(outcome.appended == row.appended);
    }
  }
}

TEST_CASE("event schemas: where they are off nothing is checked, and a version is kept",
          "[schema]") {
  const SchemaEvents events;
  EventSchemas schemas(events.pack, schema_rules(SchemaMode::off, UnknownSchema::refuse));
  CHECK(check_one(schemas, "order", "{}").appended.empty());
  CHECK(check_one(schemas, "order", "{}", SchemaVersion{1, 0, 0}).appended == R"(,"s":"1-0-0")");
  CHECK(check_one(schemas, "other", "{}").status.ok());
  Bytes text;
  CheckedEvent event = {.name = "a", .choice = nullptr, .text = text, .properties_at = 0};
  CHECK(check_event(nullptr, event).ok());
}

TEST_CASE("event schemas: typed events are checked whole where hooks may change them", "[schema]") {
  const SchemaEvents events;
  EventSchemas doubting(events.pack,
                        schema_rules(SchemaMode::enforce, UnknownSchema::accept, false));
  CHECK_FALSE(check_one(doubting, "order", "{}", SchemaVersion{1, 0, 0}, true).status.ok());
  CHECK(check_one(doubting, "order", R"({"n":1})", SchemaVersion{1, 0, 0}, true).status.ok());
}

TEST_CASE("event schemas: threads that check at once have validators of their own", "[schema]") {
  const SchemaEvents events;
  EventSchemas schemas(events.pack, schema_rules(SchemaMode::report));
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        if (check_one(schemas, "order", R"({"n":1})").appended != R"(,"s":"1-0-1")") ++wrong;
        if (!check_one(schemas, "order", R"({"n":1.5})").marked) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}
