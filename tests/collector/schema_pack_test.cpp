// The collector's pack: how it is loaded and exchanged, clients that have another, and what is
// counted.
#include <sqlite3.h>

#include <fstream>
#include <mutex>

#include "schemas.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

constexpr SchemaRules kEnforce{.mode = SchemaMode::enforce};
constexpr SchemaRules kReport{.mode = SchemaMode::report};

Json priced(const Json& price) {
  return Json{{"n", "viewed"}, {"t", 1}, {"p", {{"price", price}}}};
}

class Memory final : public LogSink {
 public:
  void log(LogLevel level, std::string_view message) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(level, message);
  }
  // The last line of a level.
  std::string last(LogLevel level) {
    const std::lock_guard lock(mutex_);
    std::string found;
    for (const auto& [of, line] : lines_) {
      if (of == level) found = line;
    }
    return found;
  }

 private:
  std::mutex mutex_;
  std::vector<std::pair<LogLevel, std::string>> lines_;
};

// Refused for what is in the properties.
bool refused_by_schema(const Json& reply) {
  return at(reply, "/refused/0/code") == "schema";
}

TEST_CASE("schemas: events without a version are held against the highest of their name",
          "[collector]") {
  SchemaFixture schemas(kNewerSchemas);
  CHECK(refused_by_schema(schemas.send(priced(1))));
  CHECK(at(schemas.send(priced("1")), "/accepted") == 1);
  CHECK(at(schemas.last_line(), "/schema") == "2-0-0");
}

TEST_CASE("schemas: several versions of an event live side by side", "[collector]") {
  SchemaFixture schemas(kNewerSchemas);
  struct VersionRow {
    const char* version;
    Json price;
    bool good;
  };
  const std::vector<VersionRow> rows = {
      {"1-0-0", 100, true},   {"1-0-0", 101, false}, {"1-0-0", "1", false}, {"1-0-1", 101, true},
      {"1-0-1", 1001, false}, {"2-0-0", "1", true},  {"2-0-0", 1, false}};
  for (const VersionRow& row : rows) {
    INFO(row.version << " " << row.price.dump());
    Json event = priced(row.price);
    event["s"] = row.version;
    const Json reply = schemas.send(event);
    CHECK(refused_by_schema(reply) != row.good);
    if (row.good) CHECK(at(schemas.last_line(), "/schema") == row.version);
  }
}

TEST_CASE("schemas: a client with an older pack is held against the version that it knows",
          "[collector]") {
  SchemaFixture schemas(kNewerSchemas);
  SchemaClient older(kOlderSchemas, kEnforce);
  const std::optional<Json> event = older.write("viewed", {{"price", 7}});
  REQUIRE(event);
  CHECK(at(schemas.send(*event), "/accepted") == 1);
  CHECK(at(schemas.last_line(), "/schema") == "1-0-0");
  CHECK_FALSE(older.write("viewed", {{"price", 101}}));

  // The collector refuses the events that this client marks, by the same version.
  SchemaClient reporting(kOlderSchemas, kReport);
  const std::optional<Json> marked = reporting.write("viewed", {{"price", 101}});
  REQUIRE(marked);
  CHECK(at(*marked, "/x") == "/price maximum");
  CHECK(at(schemas.send(*marked), "/refused/0/pointer") == "/p/price");
}

TEST_CASE("schemas: a client with a newer pack meets the policy for unknown versions",
          "[collector]") {
  SchemaClient newer(kNewerSchemas, kEnforce);
  const std::optional<Json> event = newer.write("viewed", {{"price", "free"}});
  REQUIRE(event);
  CHECK(at(*event, "/s") == "2-0-0");
  const std::optional<Json> known = newer.write("viewed", {{"price", 7}}, SchemaVersion{1, 0, 0});
  REQUIRE(known);
  for (const UnknownSchema policy :
       {UnknownSchema::accept, UnknownSchema::mark, UnknownSchema::refuse}) {
    Options options;
    options.unknown_schema = policy;
    SchemaFixture schemas(kOlderSchemas, options);
    CHECK(refused_by_schema(schemas.send(*event)) == (policy == UnknownSchema::refuse));
    if (policy != UnknownSchema::refuse) {
      CHECK(at(schemas.last_line(), "/schema") == "2-0-0");
      CHECK(schemas.last_line().contains("invalid") == (policy == UnknownSchema::mark));
    }
    // The version that both know is held against, whatever the policy.
    CHECK(at(schemas.send(*known), "/accepted") == 1);
  }
}

TEST_CASE("schemas: a version that the client does not know is judged by the collector",
          "[collector]") {
  SchemaFixture schemas(kNewerSchemas);
  SchemaClient older(kOlderSchemas, {.mode = SchemaMode::enforce, .unknown = UnknownSchema::mark});
  const auto good = older.write("viewed", {{"price", "free"}}, SchemaVersion{2, 0, 0});
  const auto wrong = older.write("viewed", {{"price", 7}}, SchemaVersion{2, 0, 0});
  REQUIRE((good && wrong));
  CHECK(at(*good, "/x") == " no such version");
  CHECK(at(schemas.send(*good), "/accepted") == 1);
  CHECK_FALSE(schemas.last_line().contains("invalid"));
  CHECK(refused_by_schema(schemas.send(*wrong)));
}

TEST_CASE("schemas: a pack is exchanged while the collector runs", "[collector]") {
  Memory log;
  Options options;
  options.log = &log;
  SchemaFixture schemas(kOlderSchemas, options);
  CHECK(log.last(LogLevel::info).find("schemas loaded: 1, ") == 0);
  CHECK(refused_by_schema(schemas.send(priced(101))));
  schemas.write({{"viewed/1-0-0.json", "true"}, {"other/1-0-0.json", "true"}});
  CHECK(refused_by_schema(schemas.send(priced(101))));
  REQUIRE(schemas.fixture().collector().load_schemas().ok());
  CHECK(at(schemas.send(priced(101)), "/accepted") == 1);
  const std::string said = log.last(LogLevel::info);
  CHECK(said.find("schemas loaded: 2, ") == 0);
  const std::string bytes = std::to_string(std::filesystem::file_size(schemas.pack()));
  CHECK(said.find(", " + bytes + " bytes, ") != std::string::npos);
  CHECK(said.find(schemas.pack().string()) != std::string::npos);
}

TEST_CASE("schemas: a new pack that is no good leaves the old one in use", "[collector]") {
  Memory log;
  Options options;
  options.log = &log;
  options.limits.schema_pack_bytes_max = 20'000;
  SchemaFixture schemas(kOlderSchemas, options);
  std::string good;
  {
    std::ifstream in(schemas.pack(), std::ios::binary);
    good.assign(std::istreambuf_iterator<char>(in), {});
  }
  std::string damaged = good;
  damaged[good.size() / 2] = static_cast<char>(damaged[good.size() / 2] ^ 1);
  std::uint64_t refused = 0;
  for (const std::string& bytes :
       {std::string(), std::string("no pack"), damaged, good.substr(0, good.size() - 3), good + "x",
        std::string(20'001, 'x')}) {
    std::ofstream(schemas.pack(), std::ios::binary) << bytes;
    const Status status = schemas.fixture().collector().load_schemas();
    INFO(bytes.size() << " " << status.message());
    CHECK(status.code() == StatusCode::invalid_argument);
    CHECK(status.message().find(schemas.pack().string()) != std::string_view::npos);
    CHECK(log.last(LogLevel::error) ==
          std::string(status.message()) + "; those loaded before stay in use");
    CHECK(refused_by_schema(schemas.send(priced(101))));
    ++refused;
  }
  CHECK(at(schemas.fixture().summary(), "/refused_by_schema") == refused);
}

TEST_CASE("schemas: a collector whose pack is no good does not start", "[collector]") {
  const TempDirectory directory;
  Options options;
  options.port = 0;
  options.data = directory.path() / "data";
  for (const char* name : {"missing", "", "file"}) {
    std::ofstream(directory.path() / "file") << "no pack";
    options.schemas = directory.path() / name;
    Collector collector(options);
    const Status status = collector.start();
    CHECK(status.code() == StatusCode::invalid_argument);
    CHECK(status.message().find(options.schemas.string()) != std::string_view::npos);
    CHECK_FALSE(std::filesystem::exists(options.data));
  }
}

TEST_CASE("schemas: a stored event that newer schemas refuse is a duplicate when it comes again",
          "[collector]") {
  SchemaFixture schemas(SchemaTexts{{"viewed/1-0-0.json", "true"}});
  Json both = section(1, 2);
  both["events"] = Json::array({1, priced(101)});
  CHECK(at(schemas.fixture().send(batch({both})).json(), "/accepted") == 1);
  schemas.write(kOlderSchemas);
  REQUIRE(schemas.fixture().collector().load_schemas().ok());
  both["events"].push_back(priced(101));
  const Json reply = schemas.fixture().send(batch({both})).json();
  CHECK(at(reply, "/duplicates") == 1);
  REQUIRE(at(reply, "/refused").size() == 1);
  CHECK(at(reply, "/refused/0/sequence") == 2);
}

TEST_CASE("schemas: what was refused and marked stays counted, until it is reset", "[collector]") {
  Options options;
  options.unknown_schema = UnknownSchema::mark;
  SchemaFixture schemas(kOlderSchemas, options);
  schemas.send(priced(101));
  schemas.send(priced(102));
  schemas.send(Json{{"n", "other"}, {"t", 1}});
  Fixture& fixture = schemas.fixture();
  for (int round = 0; round < 2; ++round) {
    CHECK(at(fixture.summary(), "/refused") == 2);
    CHECK(at(fixture.summary(), "/refused_by_schema") == 2);
    CHECK(at(fixture.summary(), "/marked") == 1);
    fixture.restart();
  }
  CHECK(fixture.client().post("/inspect/reset", "").status == 200);
  for (int round = 0; round < 2; ++round) {
    CHECK(at(fixture.summary(), "/refused_by_schema") == 0);
    CHECK(at(fixture.summary(), "/marked") == 0);
    fixture.restart();
  }
}

TEST_CASE("schemas: a directory from before there were any is taken over", "[collector]") {
  Fixture fixture;
  fixture.send(batch({section(1, 3)}));
  fixture.stop();
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((fixture.data() / "collector.sqlite").c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, "DROP TABLE schema_totals", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  fixture.restart();
  CHECK(at(fixture.summary(), "/accepted") == 3);
  CHECK(at(fixture.summary(), "/marked") == 0);
  CHECK(at(fixture.send(batch({section(1, 4)})).json(), "/accepted") == 1);
}

}  // namespace
}  // namespace godwit::collector::test
