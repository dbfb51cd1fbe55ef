// Errors in schemas: the place, the keyword, and the remedy.
#include <algorithm>
#include <string>
#include <vector>

#include "schema/support.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::schema_test;
using schema::SchemaError;

namespace {

struct SchemaErrorRow {
  const char* schema;
  const char* pointer;
  const char* keyword;
  const char* sentence;  // A part of it.
};

void check_errors(const std::vector<SchemaErrorRow>& rows) {
  for (const SchemaErrorRow& row : rows) {
    const schema::CompiledSchemas compiled = compile_text(row.schema);
    INFO(row.schema << "\n" << all_errors(compiled.errors));
    REQUIRE(compiled.errors.size() == 1);
    CHECK(compiled.pack.empty());
    const SchemaError& error = compiled.errors[0];
    CHECK(error.file == "schema.json");
    CHECK(error.pointer == row.pointer);
    CHECK(error.keyword == row.keyword);
    CHECK(error.sentence.find(row.sentence) != std::string::npos);
  }
}

std::string draft_04(const std::string& members) {
  return R"({"$schema":"http://json-schema.org/draft-04/schema#",)" + members + "}";
}

bool has_error(const schema::CompiledSchemas& compiled, std::string_view part) {
  return std::any_of(compiled.errors.begin(), compiled.errors.end(), [&](const SchemaError& error) {
    return to_string(error).find(part) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("schema errors: a keyword of scalars that is no good is named", "[schema]") {
  check_errors({
      {R"({"type":"text"})", "/type", "type", "\"text\" is no type; use array, boolean"},
      {R"({"type":["string",1]})", "/type", "type", "1 is no type"},
      {R"({"type":[]})", "/type", "type", "names no type"},
      {R"({"type":null})", "/type", "type", "must be a type's name"},
      {R"({"enum":"a"})", "/enum", "enum", "must be an array of values"},
      {R"({"minimum":"1"})", "/minimum", "minimum", "must be a number"},
      {R"({"maximum":null})", "/maximum", "maximum", "must be a number"},
      {R"({"exclusiveMinimum":true})", "/exclusiveMinimum", "exclusiveMinimum", "must be a number"},
      {R"({"exclusiveMaximum":[]})", "/exclusiveMaximum", "exclusiveMaximum", "must be a number"},
      {R"({"multipleOf":0})", "/multipleOf", "multipleOf", "must be greater than zero"},
      {R"({"multipleOf":-0.5})", "/multipleOf", "multipleOf", "must be greater than zero"},
      {R"({"multipleOf":1.234567891})", "/multipleOf", "multipleOf", "more than 9 digits"},
      {R"({"multipleOf":1e-1000000002})", "/multipleOf", "multipleOf", "beyond 1000000000"},
      {R"({"multipleOf":1e9999999999})", "/multipleOf", "multipleOf", "beyond 1000000000"},
      {R"({"minLength":-1})", "/minLength", "minLength", "whole number that is not negative"},
      {R"({"maxLength":1.5})", "/maxLength", "maxLength", "whole number that is not negative"},
      {R"({"maxLength":"1"})", "/maxLength", "maxLength", "whole number that is not negative"},
      {R"({"pattern":1})", "/pattern", "pattern", "a regular expression in a string"},
      {R"({"pattern":"("})", "/pattern", "pattern", "\"(\" is no pattern of ECMA-262: "},
      {R"x({"pattern":"a(?=b)"})x", "/pattern", "pattern", "look"},
      {R"({"pattern":"(a)\\1"})", "/pattern", "pattern", "back-reference"},
      {R"({"pattern":"a{100000}"})", "/pattern", "pattern", "\"a{100000}\": "},
      {R"({"format":1})", "/format", "format", "a format's name"},
  });
}

TEST_CASE("schema errors: a keyword of containers that is no good is named", "[schema]") {
  check_errors({
      {R"({"minItems":null})", "/minItems", "minItems", "whole number that is not negative"},
      {R"({"maxItems":-2})", "/maxItems", "maxItems", "whole number that is not negative"},
      {R"({"uniqueItems":1})", "/uniqueItems", "uniqueItems", "must be a boolean"},
      {R"({"items":[{}]})", "/items", "items", "use prefixItems"},
      {R"({"items":1})", "/items", "", "a schema must be an object or a boolean"},
      {R"({"prefixItems":{}})", "/prefixItems", "prefixItems", "an array of schemas"},
      {R"({"prefixItems":[{},"a"]})", "/prefixItems/1", "", "an object or a boolean"},
      {R"({"contains":[]})", "/contains", "", "an object or a boolean"},
      {R"({"contains":{},"minContains":0.5})", "/minContains", "minContains", "whole number"},
      {R"({"contains":{},"maxContains":"1"})", "/maxContains", "maxContains", "whole number"},
      {R"({"minProperties":1e-1})", "/minProperties", "minProperties", "whole number"},
      {R"({"maxProperties":{}})", "/maxProperties", "maxProperties", "whole number"},
      {R"({"properties":[]})", "/properties", "properties", "an object of schemas"},
      {R"({"properties":{"a/b":{"type":"x"}}})", "/properties/a~1b/type", "type", "is no type"},
      {R"({"patternProperties":{"[":{}}})", "/patternProperties", "patternProperties",
       "is no pattern of ECMA-262"},
      {R"({"patternProperties":1})", "/patternProperties", "patternProperties", "an object"},
      {R"({"additionalProperties":"no"})", "/additionalProperties", "", "an object or a boolean"},
      {R"({"propertyNames":0})", "/propertyNames", "", "an object or a boolean"},
      {R"({"required":true})", "/required", "required", "an array of names"},
      {R"({"required":["a",1]})", "/required", "required", "an array of names"},
      {R"({"dependentRequired":{"a":{}}})", "/dependentRequired", "dependentRequired",
       "an object of arrays of names"},
      {R"({"dependentRequired":{"a":[1]}})", "/dependentRequired", "dependentRequired",
       "an array of names"},
      {R"({"dependentSchemas":{"a":["b"]}})", "/dependentSchemas", "dependentSchemas",
       "an object of schemas"},
      {R"({"dependencies":1})", "/dependencies", "dependencies", "an object"},
      {R"({"unevaluatedItems":null})", "/unevaluatedItems", "", "an object or a boolean"},
      {R"({"unevaluatedProperties":1})", "/unevaluatedProperties", "", "an object or a boolean"},
  });
}

TEST_CASE("schema errors: what joins schemas and does not is named", "[schema]") {
  check_errors({
      {R"({"allOf":[]})", "/allOf", "allOf", "lists no schema"},
      {R"({"allOf":{}})", "/allOf", "allOf", "an array of schemas"},
      {R"({"anyOf":[]})", "/anyOf", "anyOf", "nothing would be valid"},
      {R"({"oneOf":[{"type":"string"},1]})", "/oneOf/1", "", "an object or a boolean"},
      {R"({"not":[]})", "/not", "", "an object or a boolean"},
      {R"({"if":1})", "/if", "", "an object or a boolean"},
      {R"({"if":{},"then":1})", "/then", "", "an object or a boolean"},
      {R"({"$ref":1})", "/$ref", "$ref", "a URI reference"},
      {R"({"$ref":"%"})", "/$ref", "$ref", "is no URI reference"},
      {R"({"$ref":"#/$defs/a"})", "/$ref", "$ref", "leads nowhere"},
      {R"({"$ref":"#a","$defs":{"a":{}}})", "/$ref", "$ref", "leads nowhere"},
      {R"({"$dynamicRef":"#a"})", "/$dynamicRef", "$dynamicRef", "leads nowhere"},
      {R"({"$ref":"other.json"})", "/$ref", "$ref", "give its folder with --remotes"},
      {R"({"$ref":"http://example.com/a"})", "/$ref", "$ref", "give its folder with --remotes"},
      {R"({"$defs":[]})", "/$defs", "$defs", "an object of schemas"},
      {R"({"$defs":{"unused":{"type":"x"}}})", "/$defs/unused/type", "type", "is no type"},
      {R"({"$id":"%"})", "", "$id", "is no URI"},
      {R"({"$id":1})", "/$id", "$id", "must be a string"},
      {R"({"items":{"$anchor":null}})", "/items/$anchor", "$anchor", "must be a string"},
      {R"({"$defs":{"a":{"$id":"http://example.com/a",
           "$schema":"http://example.com/own"}}})",
       "/$defs/a/$schema", "$schema", "\"http://example.com/own\" is a dialect that is not known"},
      {R"({"$schema":"http://json-schema.org/draft-07/schema#"})", "/$schema", "$schema",
       "use draft-04 or 2020-12"},
  });
}

TEST_CASE("schema errors: draft-04 is held to its own rules", "[schema]") {
  const std::string bound = draft_04(R"("minimum":1,"exclusiveMinimum":1)");
  const std::string alone = draft_04(R"("minimum":1,"exclusiveMaximum":true)");
  const std::string boolean = draft_04(R"("not":true)");
  const std::string property = draft_04(R"("properties":{"a":true})");
  const std::string constant = draft_04(R"("const":1)");
  const std::string conditions = draft_04(R"("if":{})");
  check_errors({
      {bound.c_str(), "/exclusiveMinimum", "exclusiveMinimum", "in draft-04 it must be a boolean"},
      {alone.c_str(), "/exclusiveMaximum", "exclusiveMaximum", "says nothing without maximum"},
      {boolean.c_str(), "/not", "not", "no boolean schemas"},
      {property.c_str(), "/properties", "properties", "no boolean schemas"},
      {constant.c_str(), "/const", "const", "no keyword of draft-04"},
      {conditions.c_str(), "/if", "if", "no keyword of draft-04"},
  });
  CHECK(compile_text(draft_04(R"("additionalProperties":false)")).errors.empty());
  CHECK(compile_text(draft_04(R"("items":[{}],"additionalItems":false)")).errors.empty());
}

TEST_CASE("schema errors: an unknown keyword is one, an annotation is not", "[schema]") {
  check_errors({
      {R"({"minlength":1})", "/minlength", "minlength", "is no keyword of 2020-12; remove it"},
      {R"({"properties":{"a":{"x-unit":"m"}}})", "/properties/a/x-unit", "x-unit", "no keyword"},
      {R"({"items":{"id":"a"}})", "/items/id", "id", "no keyword of 2020-12"},
      {R"({"additionalItems":{}})", "/additionalItems", "additionalItems", "no keyword"},
      {R"({"$recursiveRef":"#"})", "/$recursiveRef", "$recursiveRef", "no keyword"},
      {R"({"a/b~c":1})", "/a~1b~0c", "a/b~c", "no keyword"},
  });
  const schema::CompiledSchemas annotated = compile_text(R"({
      "$comment":"x","title":"x","description":"x","default":{"minlength":1},"examples":[{"a":1}],
      "deprecated":true,"readOnly":true,"writeOnly":false,"contentEncoding":"base64",
      "contentMediaType":"text/plain","contentSchema":{},"$anchor":"here","$vocabulary":{}})");
  INFO(all_errors(annotated.errors));
  CHECK(annotated.errors.empty());
  CHECK(annotated.warnings.empty());
}

TEST_CASE("schema errors: a format that is not checked is a warning", "[schema]") {
  const schema::CompiledSchemas compiled = compile_text(R"({"items":{"format":"colour"}})");
  CHECK(compiled.errors.empty());
  CHECK(all_errors(compiled.warnings) ==
        "schema.json#/items/format: format: \"colour\" is not checked\n");
  schema::CompilerOptions annotated;
  annotated.assert_formats = false;
  CHECK(compile_text(R"({"format":"colour"})", annotated).warnings.empty());
}

TEST_CASE("schema errors: a keyword without the one that reads it is checked, too", "[schema]") {
  check_errors({
      {R"({"then":{"type":"x"}})", "/then/type", "type", "is no type"},
      {R"({"else":1})", "/else", "", "an object or a boolean"},
      {R"({"minContains":"x"})", "/minContains", "minContains", "whole number"},
      {R"({"maxContains":-1})", "/maxContains", "maxContains", "whole number"},
  });
  const std::string items = draft_04(R"("additionalItems":{"type":"x"})");
  check_errors({{items.c_str(), "/additionalItems/type", "type", "is no type"}});
}

TEST_CASE("schema errors: all of a schema's mistakes are told at once", "[schema]") {
  const schema::CompiledSchemas compiled = compile_text(R"({
      "type":"text","minLength":-1,"properties":{"a":{"pattern":"(","x":1},"b":{"$ref":"#/no"}},
      "anyOf":[],"$defs":{"c":{"required":"a"}}})");
  INFO(all_errors(compiled.errors));
  CHECK(compiled.errors.size() == 7);
  for (const char* part :
       {"#/type: ", "#/minLength: ", "#/properties/a/pattern: ", "#/properties/a/x: ",
        "#/properties/b/$ref: ", "#/anyOf: ", "#/$defs/c/required: "}) {
    CAPTURE(part);
    CHECK(has_error(compiled, part));
  }
}

TEST_CASE("schema errors: a file that is no schema is named with its line", "[schema]") {
  CHECK(all_errors(compile_text("{\n\"a\": 1,\n}").errors)
            .starts_with("schema.json#: it is not JSON: line 3: "));
  CHECK(has_error(compile_text(""), "it is not JSON: line 1"));
  CHECK(has_error(compile_text("[]"), "neither an object nor a boolean"));
  CHECK(has_error(compile_text("{} {}"), "it is not JSON"));
  CHECK(has_error(compile_text("{\"a\": \"\xFF\"}"), "it is not JSON"));
  CHECK(has_error(compile_text(std::string(300, '[')), "it is not JSON"));
  CHECK(compile_text("\xEF\xBB\xBF{}").errors.empty());
  const SchemaFolder folder;
  CHECK(has_error(schema::compile_file(folder.path() / "none.json", {}), "cannot open"));
}

TEST_CASE("schema errors: a schema that refers to itself without end is one", "[schema]") {
  const char* endless[] = {
      R"({"$ref":"#"})",
      R"({"allOf":[{"$ref":"#"}]})",
      R"({"anyOf":[{"type":"null"},{"$ref":"#"}]})",
      R"({"not":{"$ref":"#"}})",
      R"({"if":{"$ref":"#"},"then":{"type":"null"}})",
      R"({"dependentSchemas":{"a":{"$ref":"#"}}})",
      R"({"properties":{"x":{"$ref":"#/$defs/a"}},
          "$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}})",
  };
  for (const char* text : endless) {
    const schema::CompiledSchemas compiled = compile_text(text);
    INFO(text << "\n" << all_errors(compiled.errors));
    CHECK(has_error(compiled, "refers to itself without going into the value"));
  }
  CHECK(compile_text(R"({"items":{"$ref":"#"},"not":{"properties":{"a":{"$ref":"#"}}}})")
            .errors.empty());
}

TEST_CASE("schema errors: a folder's schemas are named by their files", "[schema]") {
  const SchemaFolder folder;
  const char* self =
      R"({"self":{"vendor":"v","name":"n","format":"jsonschema","version":"1-0-0"}})";
  folder.write("a.json", self);
  folder.write("b.json", self);
  folder.write("c/d.json", R"({"self":{"vendor":"v"}})");
  folder.write("e.json",
               R"({"self":{"vendor":"v","name":"n","format":"jsonschema","version":"1.0"}})");
  folder.write("f.json", R"({"self":{"vendor":"v","name":"n","format":"avro","version":"1-0-0"}})");
  folder.write("v/n/avro/1-0-0", "no JSON");
  folder.write("notes.txt", "no schema");
  const schema::CompiledSchemas compiled = schema::compile_folder(folder.path(), {});
  INFO(all_errors(compiled.errors));
  CHECK(compiled.errors.size() == 4);
  CHECK(has_error(compiled, "b.json#: v/n 1-0-0 is what a.json is"));
  CHECK(has_error(compiled, "c/d.json#/self: self: it must have vendor, name, format and version"));
  CHECK(has_error(compiled, "e.json#/self: self: \"1.0\" is no version; it must be MODEL-"));
  CHECK(has_error(compiled, "f.json#/self: self: its format must be jsonschema"));
  CHECK(all_errors(compiled.warnings) ==
        "v/n/avro/1-0-0#: it is no JSON Schema, and passed over\n");
  CHECK_FALSE(schema::compile_folder(folder.path() / "none", {}).errors.empty());
}

TEST_CASE("schema errors: an identifier that two files claim is one", "[schema]") {
  const SchemaFolder folder;
  folder.write("a.json", R"({"$id":"http://example.com/x","type":"string"})");
  folder.write("b.json", R"({"$id":"http://example.com/x","type":"integer"})");
  folder.write("c.json", R"({"$ref":"http://example.com/x"})");
  const schema::CompiledSchemas compiled = schema::compile_folder(folder.path(), {});
  INFO(all_errors(compiled.errors));
  CHECK(has_error(compiled, "b.json#: $id: \"http://example.com/x\" is what a.json is"));
  CHECK(has_error(compile_text(R"({"$defs":{"a":{"$anchor":"x"},"b":{"$anchor":"x"}}})"),
                  "schema.json#/$defs/b: $anchor: \"x\" is there twice"));
}
