// Messages about refused values: the place, the keyword, and a sentence with the value as its
// subject.
#include <string>

#include "schema/support.h"
#include "support/catch.h"

using godwit::schema_test::verdict;

namespace {

struct SchemaRefusalRow {
  const char* schema;
  const char* value;
  const char* refusal;  // "POINTER KEYWORD: SENTENCE"
};

void check_refusals(const SchemaRefusalRow* rows, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    CAPTURE(rows[i].schema, rows[i].value);
    CHECK(verdict(rows[i].schema, rows[i].value) == rows[i].refusal);
  }
}

template <std::size_t kCount>
void check_refusals(const SchemaRefusalRow (&rows)[kCount]) {
  check_refusals(rows, kCount);
}

}  // namespace

TEST_CASE("schema refusal: each keyword of scalars says what it asks for", "[schema]") {
  const SchemaRefusalRow rows[] = {
      {R"({"type":"string"})", "1", " type: must be a string"},
      {R"({"type":["null","integer","array"]})", "1.5",
       " type: must be null, a whole number or an array"},
      {R"({"type":"integer"})", "1.5", " type: must be a whole number"},
      {R"({"enum":["a",1,{"b":[2]}]})", "\"c\"", R"( enum: must be one of "a", 1 or {"b":[2]})"},
      {R"({"enum":["a"]})", "1", R"( enum: must be "a")"},
      {R"({"enum":[]})", "1", " enum: must be one of no values"},
      {R"({"const":1.0})", "2", " const: must be 1.0"},
      {R"({"minimum":-1.5})", "-2", " minimum: must be at least -1.5"},
      {R"({"maximum":1e2})", "101", " maximum: must be at most 1e2"},
      {R"({"exclusiveMinimum":0})", "0", " exclusiveMinimum: must be greater than 0"},
      {R"({"exclusiveMaximum":0})", "0.0", " exclusiveMaximum: must be less than 0"},
      {R"({"multipleOf":0.01})", "0.001", " multipleOf: must be a multiple of 0.01"},
      {R"({"minLength":1})", "\"\"", " minLength: must have at least 1 character"},
      {R"({"maxLength":2})", "\"abc\"", " maxLength: must have at most 2 characters"},
      {R"({"pattern":"^a$"})", "\"b\"", " pattern: must match ^a$"},
      {R"({"format":"date"})", "\"2023-02-29\"", " format: must be a date such as 2024-02-29"},
      {R"({"format":"regex"})", "\"(\"",
       " format: must be a regular expression of ECMA-262 under flag u"},
      {"false", "1", " false: is not permitted here"},
      {R"({"$schema":"http://json-schema.org/draft-04/schema#",)"
       R"("minimum":1,"exclusiveMinimum":true})",
       "1", " minimum: must be greater than 1"},
  };
  check_refusals(rows);
}

TEST_CASE("schema refusal: each keyword of arrays and objects says where and why", "[schema]") {
  const SchemaRefusalRow rows[] = {
      {R"({"minItems":2})", "[1]", " minItems: must have at least 2 elements"},
      {R"({"maxItems":1})", "[1,2]", " maxItems: must have at most 1 element"},
      {R"({"uniqueItems":true})", "[1,1.0]", " uniqueItems: must not have two equal elements"},
      {R"({"items":{"type":"string"}})", R"(["a", 1])", "/1 type: must be a string"},
      {R"({"items":false})", "[[]]", "/0 items: is an element that is not permitted"},
      {R"({"prefixItems":[true,false]})", "[1, 2]",
       "/1 prefixItems: is an element that is not permitted"},
      {R"({"$schema":"http://json-schema.org/draft-04/schema#",)"
       R"("items":[{}],"additionalItems":false})",
       "[1,2]", "/1 additionalItems: is an element that is not permitted"},
      {R"({"contains":{"type":"null"}})", "[1]",
       " contains: must have an element that `contains` asks for"},
      {R"({"contains":{"type":"null"},"minContains":2})", "[null]",
       " minContains: must have at least 2 elements that `contains` asks for"},
      {R"({"contains":{"type":"null"},"maxContains":1})", "[null,null]",
       " maxContains: must have at most 1 element that `contains` asks for"},
      {R"({"unevaluatedItems":false})", "[1]",
       "/0 unevaluatedItems: is an element that no schema knows"},
      {R"({"minProperties":1})", "{}", " minProperties: must have at least 1 property"},
      {R"({"maxProperties":0})", R"({"a":1})", " maxProperties: must have at most 0 properties"},
      {R"({"required":["a","b\"c"]})", R"({"a":1})", R"( required: lacks the property "b\"c")"},
      {R"({"properties":{"a":{"properties":{"b":{"type":"null"}}}}})", R"({"a":{"b":1}})",
       "/a/b type: must be null"},
      {R"({"properties":{"a":false}})", R"({"a":1})",
       "/a properties: is a property that must not be there"},
      {R"({"patternProperties":{"^a":false}})", R"({"ab":1})",
       "/ab patternProperties: is a property that must not be there"},
      {R"({"additionalProperties":false})", R"({"a/b~c":1})",
       "/a~1b~0c additionalProperties: is a property that the schema does not know"},
      {R"({"propertyNames":{"maxLength":1}})", R"({"a":1,"bc":2})",
       "/bc maxLength: must have at most 1 character"},
      {R"({"propertyNames":false})", R"({"a":1})",
       "/a propertyNames: is a name; none is permitted"},
      {R"({"unevaluatedProperties":false})", R"({"a":1})",
       "/a unevaluatedProperties: is a property that no schema knows"},
      {R"({"dependentRequired":{"a":["b"]}})", R"({"a":1})",
       R"( dependentRequired: lacks the property "b", which "a" needs)"},
      {R"({"dependentSchemas":{"a":false}})", R"({"a":1})",
       R"( dependentSchemas: must not have the property "a")"},
      {R"({"dependencies":{"a":["b"]}})", R"({"a":1})",
       R"( dependencies: lacks the property "b", which "a" needs)"},
  };
  check_refusals(rows);
}

TEST_CASE("schema refusal: of schemas that are joined, the reason that tells most", "[schema]") {
  const SchemaRefusalRow rows[] = {
      {R"({"allOf":[{"type":"string"},{"minLength":2}]})", "\"a\"",
       " minLength: must have at least 2 characters"},
      {R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1",
       " anyOf: must match one of the 2 schemas of anyOf"},
      {R"({"anyOf":[{"type":"string"},{"properties":{"a":{"type":"null"}}}]})", R"({"a":1})",
       "/a type: must be null"},
      {R"({"oneOf":[{"type":"integer"},{"minimum":2}]})", "3",
       " oneOf: must match exactly one of the 2 schemas of oneOf"},
      {R"({"not":{"type":"string"}})", "\"a\"", " not: must not match the schema of `not`"},
      {R"({"if":{"type":"string"},"then":{"minLength":1}})", "\"\"",
       " minLength: must have at least 1 character"},
      {R"({"if":{"type":"string"},"else":false})", "1", " else: is not permitted"},
      {R"({"$ref":"#/$defs/a","$defs":{"a":{"type":"null"}}})", "1", " type: must be null"},
  };
  check_refusals(rows);
}

TEST_CASE("schema refusal: text that is no JSON is refused as such", "[schema]") {
  CHECK(verdict("true", "").starts_with(" json: "));
  CHECK(verdict("true", "1 2").starts_with(" json: "));
  CHECK(verdict("{}", "[1,]").starts_with(" json: "));
  CHECK(verdict(R"({"type":"string"})", "{\"a\":").starts_with(" json: "));
  CHECK(verdict(R"({"properties":{"a":{"type":"null"}}})", R"({"a":1,})").starts_with(" json: "));
  CHECK(verdict("true", std::string(65, '[') + std::string(65, ']')).starts_with(" json: "));
  CHECK(verdict("true", std::string(64, '[') + std::string(64, ']')) == "valid");
}
