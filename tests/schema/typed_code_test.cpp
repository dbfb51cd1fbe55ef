// Typed code of whole schemas, and what the tracker still checks of what it writes.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "schema/typed_values.h"
#include "schema/validator.h"
#include "support/catch.h"
#include "typed_code/cpp_writer.h"
#include "typed_code/event_models.h"
#include "typed_code/ts_writer.h"

namespace {

using namespace godwit::schema;

// A folder of one schema, there as long as this is.
class SchemaFolder {
 public:
  explicit SchemaFolder(const std::string& schema, const std::string& file = "shop/paid.json") {
    std::string name = (std::filesystem::temp_directory_path() / "typed_code.XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file) << schema;
  }
  ~SchemaFolder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] CompiledSchemas compile() const {
    CompilerOptions options;
    options.typed = true;
    CompiledSchemas compiled = compile_folder(path_, options);
    REQUIRE(compiled.errors.empty());
    return compiled;
  }

 private:
  std::filesystem::path path_;
};

std::string properties_of(const std::string& properties, const std::string& others = {}) {
  return R"({"type":"object","properties":{)" + properties + "}" + others + "}";
}

std::string cpp_of(const std::string& schema) {
  return write_cpp(SchemaFolder(schema).compile());
}

// The code for the only field, without `::godwit::` and `::std::`.
std::string field_of(const std::string& schema) {
  std::string code = cpp_of(properties_of("\"f\":" + schema + ",\"g\":{}"));
  for (const std::string part : {"::godwit::", "::std::"}) {
    for (std::size_t at; (at = code.find(part)) != std::string::npos;) code.erase(at, part.size());
  }
  const std::size_t end = code.find(" f{};");
  const std::size_t begin = code.rfind("\n  ", end);
  return end == std::string::npos ? "none" : code.substr(begin + 3, end - begin - 3);
}

bool leaves_nothing(const std::string& schema) {
  return SchemaFolder(schema).compile().schemas[0].typed == kAnythingNode;
}

// Both the schema and what types leave of it have the same verdict on whatever types can say.
void compare_verdicts(const std::string& schema) {
  const CompiledSchemas compiled = SchemaFolder(schema).compile();
  godwit::SchemaPack pack;
  const auto* bytes = reinterpret_cast<const char*>(compiled.pack.data());
  REQUIRE(pack.open({bytes, compiled.pack.size() * sizeof compiled.pack[0]}) == nullptr);
  godwit::SchemaValidator validator(pack);
  const godwit::pack::Schema& packed = pack.schemas()[0];
  CHECK(packed.typed_group != packed.group);
  const EventModel model = model_events(compiled)[0];
  std::mt19937 chance(1);
  std::size_t valid = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string event = random_event(model, chance);
    const bool whole = validator.validate(packed.group, event);
    const bool typed = validator.validate(packed.typed_group, event);
    if (whole != typed) FAIL(schema << "\n" << event);
    valid += whole ? 1 : 0;
  }
  CHECK(valid > 0);
}

TEST_CASE("typed_code: each kind of property has its type", "[typed_code]") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"type":"string"})", "Optional<string>"},
      {R"({"type":"integer"})", "Optional<int64_t>"},
      {R"({"type":"number"})", "Optional<double>"},
      {R"({"type":"boolean"})", "Optional<bool>"},
      {R"({"type":["integer","number"]})", "Optional<double>"},
      {R"({"type":["string","null"]})", "Optional<optional<string>>"},
      {R"({"enum":["a","b"]})", "Optional<F>"},
      {R"({"enum":["a",null]})", "Optional<optional<F>>"},
      {R"({"type":"string","enum":["a",null]})", "Optional<F>"},
      {R"({"const":"a"})", "Optional<F>"},
      {R"({"enum":[1,2]})", "Optional<int64_t>"},
      {R"({"enum":[1,"a"]})", "Optional<Json>"},
      {R"({"type":"array","items":{"type":"string"}})", "Optional<vector<string>>"},
      {R"({"type":"array"})", "Optional<vector<Json>>"},
      {R"({"type":["array","null"],"items":{"enum":["a"]}})", "Optional<optional<vector<F>>>"},
      {R"({"type":"array","prefixItems":[{}]})", "Optional<Json>"},
      {R"({"properties":{"a":{}}})", "Optional<F>"},
      {R"({"type":"object"})", "Optional<Json>"},
      {R"({"type":"object","additionalProperties":false})", "Optional<F>"},
      {R"({"properties":{"a":{}},"additionalProperties":{"type":"string"}})", "Optional<Json>"},
      {R"({"properties":{"a":{}},"patternProperties":{"b":{}}})", "Optional<Json>"},
      {R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "Optional<Json>"},
      {R"({"allOf":[{"type":"string"}]})", "Optional<string>"},
      {R"({"$ref":"#"})", "Optional<Json>"},
      {"true", "Optional<Json>"},
      {"false", "none"},
  };
  for (const auto& [schema, type] : cases) {
    INFO(schema);
    CHECK(field_of(schema) == type);
  }
}

TEST_CASE("typed_code: what is required is no option, a constant no field", "[typed_code]") {
  const std::string code = cpp_of(properties_of(
      R"("id":{"type":"integer"},"kind":{"const":"paid"})", R"(,"required":["id","kind","more"])"));
  CHECK(code.find("::godwit::Required<::std::int64_t> id;") != std::string::npos);
  CHECK(code.find("::godwit::Required<::godwit::Json> more;") != std::string::npos);
  CHECK(code.find(R"(out.raw("{\"kind\":\"paid\"");)") != std::string::npos);
  CHECK(code.find("> kind;") == std::string::npos);
}

TEST_CASE("typed_code: types that hold everything leave nothing to check", "[typed_code]") {
  CHECK(leaves_nothing(properties_of(
      R"("a":{"type":"string"},"b":{"enum":["x","y"]},
         "c":{"type":"array","items":{"type":"number"}},
         "d":{"type":"object","properties":{"e":{"type":["boolean","null"]}},"required":["e"]},
         "f":{"type":"integer","maximum":9223372036854775807},"g":{"const":1})",
      R"(,"required":["a","g"],"additionalProperties":false,"minProperties":1)")));
  for (const char* rest :
       {R"({"type":"string","maxLength":3})", R"({"type":"integer","minimum":0})",
        R"({"type":"array","uniqueItems":true})", R"({"type":["string","integer"]})",
        R"({"type":"string","pattern":"a"})", R"({"enum":[1,2]})", R"({"enum":["a",1]})"}) {
    INFO(rest);
    CHECK_FALSE(leaves_nothing(properties_of("\"a\":" + std::string(rest))));
  }
}

TEST_CASE("typed_code: what types leave has the verdict of the whole", "[typed_code]") {
  const std::string address =
      R"({"type":"object","properties":{"street":{"type":"string","minLength":1},)"
      R"("no":{"type":"integer","minimum":0}},"required":["street"],"additionalProperties":false})";
  for (const std::string& property : {
           std::string(R"({"type":"string","maxLength":20,"minLength":1})"),
           std::string(R"({"type":["integer","null"],"minimum":1,"maximum":100})"),
           std::string(R"({"enum":["a","b","red"],"minLength":2})"),
           std::string(R"({"enum":[1,3,"a",null]})"),
           std::string(
               R"({"type":"array","items":{"type":"number","multipleOf":0.5},"maxItems":2})"),
           std::string(R"({"type":"array","items":{"enum":["a","b"]},"uniqueItems":true})"),
           std::string(R"({"type":"array","items":{"type":"integer"},"contains":{"minimum":3},)"
                       R"("unevaluatedItems":false})"),
           R"({"type":"array","items":)" + address + "}",
           std::string(R"({"properties":{"x":{"type":"string"},"y":{"type":"string"}},)"
                       R"("dependentRequired":{"x":["y"]},"minProperties":1,"maxProperties":1})"),
           std::string(
               R"({"properties":{"x":{"type":"integer"},"y":{"type":"string"}},)"
               R"("type":["object","null"],"oneOf":[{"required":["x"]},{"required":["y"]}]})"),
           std::string(R"({"allOf":[{"properties":{"x":{"type":"integer","minimum":1}},)"
                       R"("required":["x"]}],"type":"object","properties":{"y":{}},)"
                       R"("unevaluatedProperties":false})"),
           std::string(R"({"type":"object","properties":{"x":{"type":"string"}},)"
                       R"("propertyNames":{"minLength":2}})"),
           std::string(
               R"({"type":"object","properties":{"x":{"type":"integer"},"f":{"$ref":"#"}}})"),
           std::string(R"({"if":{"type":"string"},"then":{"minLength":4},"else":{"type":"null"}})"),
       }) {
    compare_verdicts(properties_of("\"f\":" + property + ",\"z\":{\"type\":\"string\"}"));
    compare_verdicts(properties_of("\"f\":" + property, R"(,"required":["f"])"));
  }
}

TEST_CASE("typed_code: a root that is no struct is JSON, and checked in whole", "[typed_code]") {
  for (const char* schema : {R"({"type":"object","maxProperties":1})", R"({"type":"array"})",
                             R"({"oneOf":[{"required":["a"]}]})"}) {
    const CompiledSchemas compiled = SchemaFolder(schema).compile();
    CHECK(write_cpp(compiled).find("::godwit::Required<::godwit::Json> properties;") !=
          std::string::npos);
    CHECK(compiled.schemas[0].typed == compiled.schemas[0].node);
  }
}

TEST_CASE("typed_code: schemas that refer to each other often stay small", "[typed_code]") {
  std::string definitions;
  for (int i = 0; i < 60; ++i) {
    const std::string next = R"({"$ref":"#/$defs/d)" + std::to_string(i + 1) + "\"}";
    definitions += "\"d" + std::to_string(i) + R"(":{"type":"object","properties":{"a":)" + next +
                   ",\"b\":" + next + "}},";
  }
  const std::string schema =
      R"({"type":"object","properties":{"f":{"$ref":"#/$defs/d0"}},"$defs":{)" + definitions +
      R"("d60":{"type":"string","maxLength":1}}})";
  CHECK(write_cpp(SchemaFolder(schema).compile()).size() < 40000);
  CHECK(write_ts(SchemaFolder(schema).compile()).size() < 40000);
}

TEST_CASE("typed_code: TypeScript lists values, and says what may be null or left out",
          "[typed_code]") {
  const std::string code = write_ts(
      SchemaFolder(properties_of(R"("a":{"enum":["x",1,null]},"b":{"type":["string","null"]},)"
                                 R"("c":{"type":"array","items":{"type":"integer"}})",
                                 R"(,"required":["b"],"description":"Paid.")"))
          .compile());
  for (const char* part :
       {"export interface Paid_1_0_0$shop {", "readonly a?: Paid_1_0_0_A$shop | null;",
        "readonly b: string | null;", "readonly c?: ReadonlyArray<number>;", "\n  | \"x\"\n  | 1;",
        "export function trackPaid_1_0_0$shop(", " * shop/paid 1-0-0: Paid.\n"}) {
    INFO(part);
    CHECK(code.find(part) != std::string::npos);
  }
}

}  // namespace
