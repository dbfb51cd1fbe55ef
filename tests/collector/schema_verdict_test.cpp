// The collector's verdicts on single events, by its schemas.
#include "schemas.h"
#include "support/catch.h"

namespace godwit::collector::test {
namespace {

Json viewed(const Json& price) {
  return Json{{"n", "viewed"}, {"t", 1}, {"p", {{"price", price}}}};
}

// The same with more members.
Json viewed_with(const Json& price, const Json& more) {
  Json all = viewed(price);
  all.update(more);
  return all;
}

TEST_CASE("schemas: a wrong event is refused alone, with place, keyword and sentence",
          "[collector]") {
  SchemaFixture schemas(kOlderSchemas);
  Json mixed = section(1, 4);
  mixed["events"] =
      Json::array({1, viewed(1), viewed(101), Json{{"n", "viewed"}, {"t", 1}}, viewed(100)});
  const Json reply = schemas.fixture().send(batch({mixed})).json();
  CHECK(at(reply, "/accepted") == 2);
  REQUIRE(at(reply, "/refused").size() == 2);
  CHECK(at(reply, "/refused/0/sequence") == 2);
  CHECK(at(reply, "/refused/0/code") == "schema");
  CHECK(at(reply, "/refused/0/pointer") == "/p/price");
  CHECK(at(reply, "/refused/0/message") ==
        "The event violates its schema 1-0-0: /price must be at most 100 (maximum).");
  CHECK(at(reply, "/refused/1/sequence") == 3);
  CHECK(at(reply, "/refused/1/pointer") == "/p");
  CHECK(at(reply, "/refused/1/message").get<std::string>().find("(required)") != std::string::npos);
  const std::vector<Json> told = schemas.fixture().client().get("/inspect/refusals").lines();
  REQUIRE(told.size() == 2);
  CHECK(at(told[0], "/code") == "schema");
  CHECK(at(told[0], "/pointer") == "/p/price");
}

TEST_CASE("schemas: in report mode a wrong event is stored with a mark, and counted",
          "[collector]") {
  Options options;
  options.schema_mode = SchemaMode::report;
  SchemaFixture schemas(kOlderSchemas, options);
  CHECK(at(schemas.send(viewed(101)), "/accepted") == 1);
  CHECK(at(schemas.last_line(), "/schema") == "1-0-0");
  CHECK(at(schemas.last_line(), "/invalid") == "/price maximum");
  CHECK(at(schemas.send(viewed(7)), "/accepted") == 1);
  CHECK(at(schemas.last_line(), "/schema") == "1-0-0");
  CHECK_FALSE(schemas.last_line().contains("invalid"));
  CHECK(at(schemas.fixture().summary(), "/marked") == 1);
  CHECK(at(schemas.fixture().summary(), "/refused_by_schema") == 0);
}

TEST_CASE("schemas: without any, versions and marks are kept as they come", "[collector]") {
  Fixture fixture;
  Json one = section(1, 2);
  one["events"] = Json::array(
      {1, viewed_with(1, {{"s", "7-0-1"}, {"x", "/a\"\n b"}}), viewed_with(1, {{"x", ""}})});
  CHECK(at(fixture.send(batch({one})).json(), "/accepted") == 2);
  const std::vector<Json> lines = fixture.events();
  REQUIRE(lines.size() == 2);
  CHECK(at(lines[0], "/schema") == "7-0-1");
  CHECK(at(lines[0], "/invalid") == "/a\"\n b");
  CHECK_FALSE(lines[1].contains("schema"));
  CHECK_FALSE(lines[1].contains("invalid"));
  CHECK(at(fixture.summary(), "/marked") == 1);
}

TEST_CASE("schemas: a version or mark of another form is refused", "[collector]") {
  SchemaFixture schemas(kOlderSchemas);
  for (const Json& version :
       {Json(""), Json("1"), Json("1-0"), Json("1-0-0-0"), Json("1-0-"), Json("-1-0-0"),
        Json("01-0-0"), Json("1-0-00"), Json("1-0-0 "), Json("a-b-c"), Json("4294967296-0-0"),
        Json(std::string(1000, '1')), Json(1), Json(), Json::array(), Json::object()}) {
    INFO(version.dump());
    const Json reply = schemas.send(viewed_with(1, {{"s", version}}));
    CHECK(at(reply, "/refused/0/code") == "invalid_schema");
    CHECK(at(reply, "/refused/0/pointer") == "/s");
  }
  for (const Json& mark : {Json(1), Json(), Json(true), Json::array({"x"}), Json::object()}) {
    INFO(mark.dump());
    const Json reply = schemas.send(viewed_with(1, {{"x", mark}}));
    CHECK(at(reply, "/refused/0/code") == "invalid_schema");
    CHECK(at(reply, "/refused/0/pointer") == "/x");
  }
  CHECK(at(schemas.fixture().summary(), "/refused_by_schema") == 0);
  for (const char* version : {"0-0-0", "1-0-0", "4294967295-0-10"}) {
    CHECK(at(schemas.send(viewed_with(1, {{"s", version}})), "/accepted") == 1);
    CHECK(at(schemas.last_line(), "/schema") == version);
  }
}

TEST_CASE("schemas: what they do not know is accepted, marked or refused, as asked",
          "[collector]") {
  struct PolicyRow {
    UnknownSchema policy;
    Json event;
    const char* pointer;  // The refusal's.
    const char* mark;
  };
  const Json other{{"n", "other"}, {"t", 1}};
  const Json later = viewed_with(101, {{"s", "2-0-0"}});
  const std::vector<PolicyRow> rows = {
      {UnknownSchema::accept, other, nullptr, nullptr},
      {UnknownSchema::accept, later, nullptr, nullptr},
      {UnknownSchema::mark, other, nullptr, " no schema"},
      {UnknownSchema::mark, later, nullptr, " no such version"},
      {UnknownSchema::mark, viewed_with(1, {{"s", "2-0-0"}, {"x", "theirs"}}), nullptr, "theirs"},
      {UnknownSchema::refuse, other, "/n", nullptr},
      {UnknownSchema::refuse, later, "/s", nullptr},
  };
  for (const PolicyRow& row : rows) {
    INFO(row.event.dump());
    Options options;
    options.unknown_schema = row.policy;
    SchemaFixture schemas(kOlderSchemas, options);
    const Json reply = schemas.send(row.event);
    const Json pointer = row.pointer != nullptr ? Json(row.pointer) : Json();
    CHECK(at(reply, "/refused/0/pointer") == pointer);
    CHECK(at(reply, "/refused/0/code") == (row.pointer != nullptr ? Json("schema") : Json()));
    CHECK(at(schemas.last_line(), "/invalid") == (row.mark != nullptr ? Json(row.mark) : Json()));
    const bool named = row.event.contains("s") && row.pointer == nullptr;
    CHECK(at(schemas.last_line(), "/schema") == (named ? Json("2-0-0") : Json()));
    CHECK(at(schemas.fixture().summary(), "/marked") == (row.mark != nullptr ? 1 : 0));
    CHECK(at(schemas.fixture().summary(), "/refused_by_schema") ==
          (row.pointer != nullptr ? 1 : 0));
  }
}

TEST_CASE("schemas: a client's mark stays, unless the event is valid by the version it names",
          "[collector]") {
  struct MarkRow {
    Json event;
    const char* schema;
    const char* mark;
  };
  const std::vector<MarkRow> rows = {
      {viewed_with(1, {{"s", "1-0-0"}, {"x", "theirs"}}), "1-0-0", nullptr},
      {viewed_with(101, {{"s", "1-0-0"}, {"x", "theirs"}}), "1-0-0", "theirs"},
      {viewed_with(1, {{"s", "1-0-9"}, {"x", "theirs"}}), "1-0-9", "theirs"},
      // No version: what was asked there is not what is asked here.
      {viewed_with("text", {{"x", "theirs"}}), nullptr, "theirs"},
      {viewed_with(1, {{"x", "theirs"}}), nullptr, "theirs"},
  };
  Options options;
  options.schema_mode = SchemaMode::report;
  SchemaFixture schemas(kNewerSchemas, options);
  for (const MarkRow& row : rows) {
    INFO(row.event.dump());
    CHECK(at(schemas.send(row.event), "/accepted") == 1);
    CHECK(at(schemas.last_line(), "/schema") == (row.schema ? Json(row.schema) : Json()));
    CHECK(at(schemas.last_line(), "/invalid") == (row.mark ? Json(row.mark) : Json()));
  }
  CHECK(at(schemas.fixture().summary(), "/marked") == 4);
}

TEST_CASE("schemas: names and members that are written with escapes are known", "[collector]") {
  SchemaFixture schemas(kOlderSchemas);
  std::string body = batch({section(1, 1)}).dump();
  const std::string event = R"({"n":"view\u0065d","t":1,"\u0070":{"pric\u0065":101},"\u0073":)";
  const auto send = [&](const std::string& version) {
    std::string text = body;
    const std::size_t begin = text.find("{\"n\"");
    text.replace(begin, text.find("}}", begin) + 2 - begin, event + version + "}");
    return schemas.fixture().client().post("/v1/events", text).json();
  };
  const Json refused = send(R"("1\u002d0-0")");
  CHECK(at(refused, "/refused/0/code") == "schema");
  CHECK(at(refused, "/refused/0/pointer") == "/p/price");
  CHECK(at(send(R"("1\u002d0-1")"), "/accepted") == 1);
  CHECK(at(schemas.last_line(), "/schema") == "1-0-1");
}

TEST_CASE("schemas: pointers are JSON in replies and lines, and longer ones name a place above",
          "[collector]") {
  const SchemaTexts closed = {
      {"viewed/1-0-0.json", R"({"properties":{"o":{"additionalProperties":{"type":"null"}}}})"}};
  const std::string strange = "a\"/~\\\n\u00e4";
  const std::string pointer = "/o/a\"~1~0\\\n\u00e4";
  const auto with_key = [](const std::string& key) {
    return Json{{"n", "viewed"}, {"t", 1}, {"p", {{"o", {{key, 1}}}}}};
  };
  for (const SchemaMode mode : {SchemaMode::enforce, SchemaMode::report}) {
    Options options;
    options.schema_mode = mode;
    SchemaFixture schemas(closed, options);
    const Json reply = schemas.send(with_key(strange));
    const Json cut = schemas.send(with_key(std::string(100'000, 'k')));
    const std::vector<Json> lines = schemas.fixture().events();
    if (mode == SchemaMode::enforce) {
      CHECK(at(reply, "/refused/0/pointer") == "/p" + pointer);
      CHECK(at(cut, "/refused/0/pointer") == "/p/o");
    } else {
      REQUIRE(lines.size() == 2);
      CHECK(at(lines[0], "/invalid") == pointer + " type");
      CHECK(at(lines[1], "/invalid") == "/o type");
    }
  }
}

TEST_CASE("schemas: each of many refusals in a batch has its own words", "[collector]") {
  const SchemaTexts closed = {{"viewed/1-0-0.json", R"({"additionalProperties":{"type":"null"}})"}};
  SchemaFixture schemas(closed);
  constexpr std::uint64_t kCount = 2'000;
  Json many = section(1, kCount);
  many["events"] = Json::array({1});
  for (std::uint64_t i = 1; i <= kCount; ++i) {
    many["events"].push_back(
        Json{{"n", "viewed"}, {"t", 1}, {"p", {{"k" + std::to_string(i), 1}}}});
  }
  const Json reply = schemas.fixture().send(batch({many})).json();
  REQUIRE(at(reply, "/refused").size() == kCount);
  for (std::uint64_t i = 1; i <= kCount; ++i) {
    const Json& refusal = reply["refused"][i - 1];
    REQUIRE(at(refusal, "/pointer") == "/p/k" + std::to_string(i));
    REQUIRE(at(refusal, "/sequence") == i);
  }
  CHECK(at(schemas.fixture().summary(), "/refused_by_schema") == kCount);
}

}  // namespace
}  // namespace godwit::collector::test
