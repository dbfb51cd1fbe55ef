// The kind of a schema's change: a table of pairs. An ADDITION must permit all that was permitted
// before; if that is not sure, the change is a REVISION.
#include <algorithm>
#include <string>
#include <vector>

#include "compiler/schema_diff.h"
#include "schema/support.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::schema_test;
using schema::SchemaChange;
using schema::SchemaDifference;

namespace {

struct SchemaDiffRow {
  const char* before;
  const char* after;
  const char* change;
  const char* reason;  // A part of "POINTER SENTENCE" of one of the differences with that change.
};

void check_diffs(const std::vector<SchemaDiffRow>& rows) {
  for (const SchemaDiffRow& row : rows) {
    const schema::CompiledSchemas before = compile_text(row.before);
    const schema::CompiledSchemas after = compile_text(row.after);
    INFO(row.before << " -> " << row.after);
    REQUIRE(all_errors(before.errors).empty());
    REQUIRE(all_errors(after.errors).empty());
    SchemaChange change = SchemaChange::none;
    const std::vector<SchemaDifference> differences = compare_schemas(before, after);
    for (const SchemaDifference& each : differences) change = std::max(change, each.change);
    std::string reasons;
    for (const SchemaDifference& each : differences) {
      if (each.change == change) reasons += each.pointer + " " + each.sentence + "\n";
    }
    CAPTURE(reasons);
    CHECK(name_of(change) == row.change);
    CHECK(reasons.find(row.reason) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("schema diff: what asks for the same is no change", "[schema]") {
  check_diffs({
      {"true", "{}", "NONE", ""},
      {R"({"type":"string","title":"a"})", R"({"title":"b","type":["string"]})", "NONE", ""},
      {R"({"enum":[1,2]})", R"({"enum":[2.0,1e0]})", "NONE", ""},
      {R"({"minimum":1})", R"({"minimum":1.0})", "NONE", ""},
      {R"({"type":"number"})", R"({"type":["integer","number"]})", "NONE", ""},
      {R"({"properties":{"a":{},"b":{"type":"null"}}})",
       R"({"properties":{"b":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"null"}}})", "NONE", ""},
      {R"({"$schema":"http://json-schema.org/draft-04/schema#",)"
       R"("minimum":1,"exclusiveMinimum":true})",
       R"({"exclusiveMinimum":1})", "NONE", ""},
      {R"({"properties":{"a":{"$ref":"#"}}})", R"({"properties":{"a":{"$ref":"#"}}})", "NONE", ""},
  });
}

TEST_CASE("schema diff: scalars", "[schema]") {
  check_diffs({
      {R"({"type":"string"})", R"({"type":["string","null"]})", "ADDITION", "may be null now"},
      {R"({"type":["string","null"]})", R"({"type":"string"})", "REVISION", "may not be null any"},
      {R"({"type":"string"})", R"({"type":"integer"})", "MODEL", "may not be string any more"},
      {R"({"type":"integer"})", R"({"type":"number"})", "ADDITION", "may be fraction now"},
      {R"({"type":"number"})", R"({"type":"integer"})", "REVISION", "may not be fraction"},
      {"true", "false", "MODEL", "is not permitted any more"},
      {"false", R"({"type":"null"})", "ADDITION", "is permitted now"},
      {R"({"enum":["a"]})", R"({"enum":["a","b"]})", "ADDITION", R"(may be "b" now)"},
      {R"({"enum":["a","b"]})", R"({"enum":["b"]})", "REVISION", R"(may not be "a" any more)"},
      {R"({"enum":["a"]})", R"({"enum":["b"]})", "MODEL", R"(may not be "a" any more)"},
      {R"({"enum":["a"]})", "{}", "ADDITION", "may be any value now"},
      {"{}", R"({"const":1})", "REVISION", "only one of certain values"},
      {R"({"minimum":1})", R"({"minimum":0.5})", "ADDITION", "must be at least 0.5 now, not 1"},
      {R"({"minimum":1})", R"({"minimum":2})", "REVISION", "must be at least 2 now"},
      {R"({"maximum":1})", R"({"maximum":2})", "ADDITION", "must be at most 2 now"},
      {R"({"maximum":2})", R"({"maximum":1})", "REVISION", "must be at most 1 now"},
      {R"({"minimum":1})", "{}", "ADDITION", "need not be as minimum says"},
      {"{}", R"({"exclusiveMaximum":5})", "REVISION", "must be less than 5 now"},
      {R"({"minimum":1})", R"({"exclusiveMinimum":1})", "REVISION", "must be greater than 1"},
      {R"({"multipleOf":2})", R"({"multipleOf":1})", "REVISION", "multiple of 1 now, not 2"},
      {R"({"multipleOf":2})", "{}", "ADDITION", "need not be as multipleOf says"},
      {R"({"maxLength":5})", R"({"maxLength":6})", "ADDITION", "maxLength is higher"},
      {R"({"maxLength":5})", R"({"maxLength":4})", "REVISION", "at most 4 characters now"},
      {R"({"type":"string","minLength":3})", R"({"type":"string","maxLength":2})", "MODEL",
       "at most 2 characters now"},
      {R"({"pattern":"^a"})", R"({"pattern":"^b"})", "REVISION", "must match ^b now"},
      {R"({"pattern":"^a"})", "{}", "ADDITION", "need not be as pattern says"},
      {"{}", R"({"format":"date"})", "REVISION", "must be a date"},
      {R"({"format":"date"})", R"({"format":"date-time"})", "REVISION", "date and time"},
      {R"({"format":"date-time"})", "{}", "ADDITION", "need not be as format says"},
  });
}

TEST_CASE("schema diff: properties", "[schema]") {
  check_diffs({
      {R"({"type":"object","properties":{"a":{}}})",
       R"({"type":"object","properties":{"a":{}},"required":["a"]})", "REVISION",
       R"(must have the property "a" now)"},
      {R"({"type":"object","additionalProperties":false})",
       R"({"type":"object","properties":{"a":{}},"required":["a"]})", "MODEL",
       "which it could not have"},
      {R"({"type":"object","patternProperties":{"^a":{}},"additionalProperties":false})",
       R"({"type":"object","patternProperties":{"^a":{}},"required":["ab"]})", "REVISION",
       R"(must have the property "ab" now)"},
      {R"({"required":["a"]})", "{}", "ADDITION", R"(need not have the property "a")"},
      {R"({"additionalProperties":false})",
       R"({"properties":{"a":{"type":"null"}},"additionalProperties":false})", "ADDITION",
       "/a is permitted now"},
      {R"({"properties":{"a":{"type":"string"}}})",
       R"({"properties":{"a":{"type":"string"},"b":{"type":"null"}}})", "REVISION",
       "/b may not be"},
      {R"({"properties":{"a":{"type":"string"}},"additionalProperties":false})",
       R"({"additionalProperties":false})", "REVISION", "/a is not permitted any more"},
      {R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"]})",
       R"({"type":"object","properties":{"a":{"type":"null"}},"required":["a"]})", "MODEL",
       "/a may not be string"},
      {R"({"properties":{"a":{"type":"string"}}})", R"({"properties":{"a":{"type":"null"}}})",
       "REVISION", "/a may not be string"},
      {R"({"additionalProperties":false})", "{}", "ADDITION", "/* is permitted now"},
      {"{}", R"({"additionalProperties":false})", "REVISION", "/* is not permitted any more"},
      {R"({"additionalProperties":{"type":"string"}})", R"({"additionalProperties":true})",
       "ADDITION", "/* may be"},
      {R"({"properties":{"a":{"properties":{"b":{"maximum":1}}}}})",
       R"({"properties":{"a":{"properties":{"b":{"maximum":2}}}}})", "ADDITION", "/a/b must be at"},
      {R"({"minProperties":1})", R"({"minProperties":2})", "REVISION", "at least 2 properties"},
      {R"({"type":"object","maxProperties":1})", R"({"type":"object","minProperties":2})", "MODEL",
       "at least 2 properties"},
      {"{}", R"({"propertyNames":{"maxLength":3}})", "REVISION", "propertyNames"},
      {R"({"propertyNames":{"maxLength":3}})", R"({"propertyNames":{"maxLength":2}})", "REVISION",
       "at most 2 characters"},
      {R"({"propertyNames":{"maxLength":3}})", "{}", "ADDITION", "maxLength is higher"},
      {"{}", R"({"dependentRequired":{"a":["b"]}})", "REVISION", R"(must have "b" with "a" now)"},
      {R"({"dependentRequired":{"a":["b"]}})", "{}", "ADDITION", R"(need not have "b" with "a")"},
      {R"({"dependentSchemas":{"a":{"maxProperties":1}}})",
       R"({"dependentSchemas":{"b":{"maxProperties":1}}})", "REVISION", "depend on properties"},
  });
}

TEST_CASE("schema diff: a name that patterns match has their rules, too", "[schema]") {
  check_diffs({
      {R"({"patternProperties":{"^x":{"type":"string"}},"additionalProperties":false})",
       R"({"patternProperties":{"^x":{"type":"string"}},"properties":{"xa":{"type":"integer"}},
           "additionalProperties":false})",
       "REVISION", "/xa must be as properties says, too"},
      {R"({"properties":{"xa":{"type":"string"}},"additionalProperties":false})",
       R"({"properties":{"xa":{"type":"string"}},"patternProperties":{"^x":{"type":"integer"}},
           "additionalProperties":false})",
       "REVISION", "/xa must be as patternProperties ^x says, too"},
      {R"({"properties":{"a":{}},"additionalProperties":false})",
       R"({"properties":{"a":{}},"patternProperties":{"^x":{"type":"integer"}},
           "additionalProperties":false})",
       "ADDITION", R"(may have properties that match "^x" now)"},
      {R"({"patternProperties":{"^x":{"type":"string"}},"additionalProperties":false})",
       R"({"patternProperties":{"^x":{"type":"string"},"a$":{"type":"null"}},
           "additionalProperties":false})",
       "REVISION", "a$"},
      {R"({"patternProperties":{"^x":{"type":"string"}}})",
       R"({"patternProperties":{"^x":{"type":["null","string"]}}})", "ADDITION", "/* may be null"},
      {R"({"patternProperties":{"^x":{"type":"string"}}})",
       R"({"patternProperties":{"^y":{"type":"string"}}})", "REVISION", "^y"},
      {R"({"patternProperties":{"^x":{"type":"string"}},"properties":{"xa":{"maxLength":2}}})",
       R"({"patternProperties":{"^x":{"type":"string"}}})", "ADDITION",
       "/xa need not be as properties says"},
  });
}

TEST_CASE("schema diff: arrays", "[schema]") {
  check_diffs({
      {R"({"items":{"type":"string"}})", R"({"items":{"type":["string","null"]}})", "ADDITION",
       "/* may be null"},
      {R"({"type":"array","items":{"type":"string"}})",
       R"({"type":"array","items":{"type":"null"}})", "REVISION", "/* may not be string"},
      {R"({"prefixItems":[{}]})", R"({"prefixItems":[{},{"type":"null"}]})", "REVISION",
       "/1 may not be"},
      {R"({"prefixItems":[{}],"items":false})", R"({"prefixItems":[{},{}],"items":false})",
       "ADDITION", "/1 is permitted now"},
      {R"({"maxItems":1})", R"({"maxItems":2})", "ADDITION", "maxItems is higher"},
      {"{}", R"({"uniqueItems":true})", "REVISION", "two equal elements now"},
      {R"({"uniqueItems":true})", R"({"uniqueItems":false})", "ADDITION", "may have equal"},
      {"{}", R"({"contains":{"type":"null"}})", "REVISION", "`contains` asks for now"},
      {R"({"contains":{"type":"null"}})", "{}", "ADDITION", "need not contain"},
      {R"({"contains":{"type":"null"}})", R"({"contains":{"type":["null","string"]}})", "ADDITION",
       "/* may be string"},
      {R"({"contains":{"type":"null"},"maxContains":1})",
       R"({"contains":{"type":["null","string"]},"maxContains":1})", "REVISION",
       "/* may be string"},
      {R"({"contains":{},"minContains":2})", R"({"contains":{},"minContains":1})", "ADDITION",
       "is lower"},
  });
}

TEST_CASE("schema diff: schemas that are joined", "[schema]") {
  check_diffs({
      {R"({"allOf":[{"minimum":1}]})", R"({"allOf":[{"minimum":1},{"maximum":3}]})", "REVISION",
       "joined from 2 schemas"},
      {R"({"allOf":[{"minimum":1},{"maximum":3},{"multipleOf":2}]})",
       R"({"allOf":[{"minimum":1},{"maximum":3}]})", "ADDITION",
       "joined from 2 schemas now, not 3"},
      {R"({"anyOf":[{"type":"null"}]})", R"({"anyOf":[{"type":"null"},{"type":"string"}]})",
       "ADDITION", "joined from 2 schemas"},
      {R"({"anyOf":[{"type":"null"},{"type":"string"}]})", R"({"anyOf":[{"type":"null"}]})",
       "REVISION", "joined from 1 schema "},
      {"{}", R"({"anyOf":[{"type":"null"}]})", "REVISION", "joined from 1 schema "},
      {R"({"anyOf":[{"type":"null"}]})", "{}", "ADDITION", "joined from 0 schemas"},
      {R"({"oneOf":[{"maximum":1},{"minimum":5}]})", R"({"oneOf":[{"maximum":6},{"minimum":5}]})",
       "REVISION", "must be at most 6 now"},
      {R"({"oneOf":[{"type":"null"}]})", R"({"oneOf":[{"type":"null"},{}]})", "REVISION",
       "joined from 2 schemas"},
      {R"({"not":{"type":["string","null"]}})", R"({"not":{"type":"string"}})", "REVISION",
       "may not be null"},
      {R"({"not":{"type":"string"}})", R"({"not":{"type":["string","null"]}})", "REVISION",
       "may be null"},
      {R"({"if":{"type":"string"},"then":{"maxLength":1}})",
       R"({"if":{"type":"string"},"then":{"maxLength":2}})", "REVISION", "maxLength is higher"},
      {R"({"if":{"type":"string"},"then":{"maxLength":1}})",
       R"({"if":{"type":"string"},"else":{"maxLength":1}})", "REVISION", ""},
  });
}

TEST_CASE("schema diff: what is unevaluated counts, too", "[schema]") {
  check_diffs({
      {"{}", R"({"unevaluatedProperties":false})", "REVISION", "/* is not permitted any more"},
      {R"({"unevaluatedProperties":false})", "{}", "ADDITION", "/* is permitted now"},
      {R"({"properties":{"a":{}},"unevaluatedProperties":false})",
       R"({"properties":{"a":{},"b":{"type":"null"}},"unevaluatedProperties":false})", "ADDITION",
       "/b is permitted now"},
      {R"({"properties":{"a":{},"b":{}},"unevaluatedProperties":false})",
       R"({"properties":{"a":{}},"unevaluatedProperties":false})", "REVISION",
       "/b is not permitted any more"},
      {R"({"allOf":[{"properties":{"a":{}}},{"properties":{"b":{}}}],)"
       R"("unevaluatedProperties":false})",
       R"({"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false})", "REVISION",
       "counts as unevaluated"},
      {R"({"unevaluatedProperties":{"type":"string"}})", R"({"unevaluatedProperties":false})",
       "REVISION", "/* is not permitted any more"},
      {"{}", R"({"unevaluatedItems":false})", "REVISION", "/* is not permitted any more"},
      {R"({"contains":{"type":"null"},"unevaluatedItems":false})", R"({"unevaluatedItems":false})",
       "REVISION", "unevaluated"},
  });
}

TEST_CASE("schema diff: long values and deep schemas are cut short", "[schema]") {
  std::string many = "1";
  for (int i = 2; i <= 40; ++i) many += "," + std::to_string(i);
  const std::string before = R"({"enum":[)" + many + R"(,")" + std::string(500, 'a') + "\"]}";
  const auto differences = compare_schemas(compile_text(before), compile_text(R"({"enum":[41]})"));
  REQUIRE(differences.size() == 2);
  CHECK(differences[0].sentence.size() < 200);
  CHECK(differences[0].sentence.find("29 more") != std::string::npos);

  std::string deep = R"({"properties":{"p":{"$ref":"#/$defs/d0"}},"$defs":{)";
  for (int i = 0; i < 2000; ++i) {
    const std::string next = std::to_string(i + 1);
    deep +=
        "\"d" + std::to_string(i) + R"(":{"properties":{"p":{"$ref":"#/$defs/d)" + next + "\"}}},";
  }
  const std::string old_text = deep + R"("d2000":{}}})";
  const std::string new_text = deep + R"("d2000":{"type":"null"}}})";
  const auto cut = compare_schemas(compile_text(old_text), compile_text(new_text));
  REQUIRE(cut.size() == 1);
  CHECK(cut[0].change == SchemaChange::revision);
  CHECK(cut[0].sentence == "is nested too deeply to be compared");
}

TEST_CASE("schema diff: a version's step promises a change", "[schema]") {
  using schema::promised_change;
  CHECK(promised_change({1, 0, 0}, {2, 0, 0}) == SchemaChange::model);
  CHECK(promised_change({1, 2, 3}, {1, 3, 0}) == SchemaChange::revision);
  CHECK(promised_change({1, 2, 3}, {1, 2, 4}) == SchemaChange::addition);
  CHECK(promised_change({1, 2, 3}, {1, 2, 3}) == SchemaChange::none);
  CHECK(promised_change({2, 0, 0}, {1, 9, 9}) == SchemaChange::none);
  CHECK(promised_change({1, 2, 0}, {1, 1, 9}) == SchemaChange::none);
}
