// The cost of checking: each schema checks a value once, however often others refer to it, and
// nothing is allocated once the scratch memory has grown.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "schema/allocation_count.h"
#include "schema/hash_index.h"
#include "schema/json_value.h"
#include "schema/support.h"
#include "schema/validator.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::schema_test;

namespace {

// A schema that was compiled, and a validator of it.
class SchemaUnderLoad {
 public:
  explicit SchemaUnderLoad(const std::string& text) : compiled_(compile_text(text)) {
    INFO(all_errors(compiled_.errors));
    REQUIRE(compiled_.errors.empty());
    REQUIRE(pack_.open(pack_bytes(compiled_)) == nullptr);
  }
  [[nodiscard]] bool validate(std::string_view value) {
    return validator_.validate(pack_.schemas().front().group, value);
  }

 private:
  schema::CompiledSchemas compiled_;
  SchemaPack pack_;
  SchemaValidator validator_{pack_};
};

std::string nested(const std::string& open, const std::string& middle, const std::string& close,
                   int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  text += middle;
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

}  // namespace

// With two ways at each of 60 levels, one after the other would be 2^60 steps.
TEST_CASE("schema bounds: branches that meet again at every level are asked once", "[schema]") {
  SchemaUnderLoad any(R"({"$ref":"#/$defs/a","$defs":{
      "a":{"anyOf":[{"properties":{"x":{"$ref":"#/$defs/a"}},"type":"object"},
                    {"properties":{"x":{"$ref":"#/$defs/b"}},"type":"object"},{"type":"null"}]},
      "b":{"anyOf":[{"properties":{"x":{"$ref":"#/$defs/a"}},"type":"object"},
                    {"properties":{"x":{"$ref":"#/$defs/b"}},"type":"object"},{"type":"null"}]
      }}})");
  CHECK(any.validate(nested("{\"x\":", "null", "}", 60)));
  CHECK_FALSE(any.validate(nested("{\"x\":", "1", "}", 60)));

  SchemaUnderLoad one(R"({"oneOf":[{"items":{"$ref":"#"},"type":"array"},
      {"items":{"not":{"not":{"$ref":"#"}}},"type":"array","maxItems":0},{"type":"integer"}]})");
  CHECK(one.validate(nested("[", "1", "]", 60)));
  CHECK_FALSE(one.validate(nested("[", "\"a\"", "]", 60)));

  SchemaUnderLoad unevaluated(R"({"allOf":[{"properties":{"x":{"$ref":"#"}}},
      {"properties":{"x":{"$ref":"#"}}}],"anyOf":[{"properties":{"x":{"$ref":"#"}}},{}],
      "unevaluatedProperties":false})");
  CHECK(unevaluated.validate(nested("{\"x\":", "1", "}", 60)));
  CHECK_FALSE(unevaluated.validate(nested("{\"x\":", "{\"y\":1}", "}", 60)));
}

TEST_CASE("schema bounds: references that double at every step are followed once", "[schema]") {
  std::string text = R"({"$ref":"#/$defs/d0","$defs":{)";
  for (int i = 0; i < 60; ++i) {
    const std::string next = R"({"$ref":"#/$defs/d)" + std::to_string(i + 1) + "\"}";
    text += "\"d" + std::to_string(i) + R"(":{"allOf":[)" + next + "," + next + "]},";
  }
  SchemaUnderLoad doubled(text + R"("d60":{"type":"integer"}}})");
  CHECK(doubled.validate("1"));
  CHECK_FALSE(doubled.validate("\"a\""));
}

TEST_CASE("schema bounds: a chain of 20,000 references needs no stack", "[schema]") {
  std::string text = R"({"$ref":"#/$defs/d0","$defs":{)";
  for (int i = 0; i < 20'000; ++i) {
    text += "\"d" + std::to_string(i) + R"(":{"$ref":"#/$defs/d)" + std::to_string(i + 1) + "\"},";
  }
  SchemaUnderLoad chain(text + R"("d20000":{"type":"integer"}}})");
  CHECK(chain.validate("1"));
  CHECK_FALSE(chain.validate("\"a\""));
}

TEST_CASE("schema bounds: a chain of references is followed once, wherever it is entered",
          "[schema]") {
  constexpr int kLinks = 20'000;
  std::string properties;
  std::string links;
  for (int i = 0; i < kLinks; ++i) {
    const std::string number = std::to_string(i);
    properties += "\"p" + number + R"(":{"$ref":"#/$defs/d)" + number + "\"},";
    links +=
        "\"d" + number + R"(":{"allOf":[{"$ref":"#/$defs/d)" + std::to_string(i + 1) + "\"}]},";
  }
  SchemaUnderLoad chain(R"({"properties":{)" + properties + R"("q":{}},"$defs":{)" + links + "\"d" +
                        std::to_string(kLinks) + R"(":{"type":"integer"}}})");
  CHECK(chain.validate(R"({"p0":1,"p19999":2})"));
  CHECK_FALSE(chain.validate(R"({"p0":1,"p19999":"a"})"));
}

// Each of its links asks something, so what applies where it is entered grows with its length.
TEST_CASE("schema bounds: a long chain that is entered at each of its links is an error",
          "[schema]") {
  const auto chain = [](int links) {
    std::string text = R"({"$defs":{)";
    std::string properties;
    for (int i = 0; i < links; ++i) {
      const std::string number = std::to_string(i);
      text += "\"d" + number + R"(":{"minLength":)" + number + R"(,"allOf":[{"$ref":"#/$defs/d)" +
              std::to_string(i + 1) + "\"}]},";
      properties += "\"p" + number + R"(":{"$ref":"#/$defs/d)" + number + "\"},";
    }
    return text + "\"d" + std::to_string(links) + R"(":{}},"properties":{)" + properties +
           R"("q":{}}})";
  };
  CHECK(compile_text(chain(500)).errors.empty());
  const schema::CompiledSchemas compiled = compile_text(chain(3'000));
  REQUIRE(compiled.errors.size() == 1);
  CHECK(to_string(compiled.errors[0]).find("chains of allOf or $ref") != std::string::npos);
}

TEST_CASE("schema bounds: anchors that can be met in too many ways are an error", "[schema]") {
  std::string text = R"({"$id":"http://example.com/","$ref":"r0.json","$defs":{)";
  for (int i = 0; i < 24; ++i) {
    const std::string number = std::to_string(i);
    text += (i == 0 ? "\"r" : ",\"r") + number + R"(":{"$id":"r)" + number +
            R"(.json","$dynamicAnchor":"a)" + number + R"(","properties":{)";
    for (int j = 0; j < 24; ++j) {
      const std::string other = std::to_string(j);
      text += (j == 0 ? "\"p" : ",\"p") + other + R"(":{"$ref":"r)" + other + ".json\"}";
    }
    text += "}}";
  }
  const schema::CompiledSchemas compiled = compile_text(text + "}}");
  REQUIRE(compiled.errors.size() == 1);
  CHECK(to_string(compiled.errors[0]).find("in more than 256 combinations; use fewer") !=
        std::string::npos);
}

TEST_CASE("schema bounds: objects of many members are compared in any order", "[schema]") {
  std::string forward = "{";
  std::string backward = "{";
  constexpr int kMembers = 20'000;
  for (int i = 0; i < kMembers; ++i) {
    const auto member = [](int number) {
      return "\"k" + std::to_string(number) + "\":" + std::to_string(number);
    };
    if (i != 0) forward += ',', backward += ',';
    forward += member(i);
    backward += member(kMembers - 1 - i);
  }
  forward += '}';
  backward += '}';
  CHECK(json_equal(forward, backward));
  CHECK(json_hash(forward) == json_hash(backward));
  CHECK_FALSE(json_equal(forward, backward.substr(0, backward.size() - 2) + "1}"));
  SchemaUnderLoad unique(R"({"uniqueItems":true})");
  CHECK_FALSE(unique.validate("[" + forward + "," + backward + "]"));
}

// Found by a search through 2^24 texts for each: those of a pair bring the hash from one state to
// the same other one.
TEST_CASE("schema bounds: of elements that were made to have one hash few are compared",
          "[schema]") {
  const char* const pairs[][2] = {{"OxLO3G3Q\U00020000", "TJQVEzH9\U0003576d"},
                                  {"9NdEewpc\U00020000", "g3tZwnss\U0002269a"},
                                  {"qVocXLdq\U00020000", "0XQB-ein\U0002edf8"},
                                  {"_gGXtK6W\U00020000", "NugKzR6N\U000724ec"},
                                  {"U13Aextj\U00020000", "FFXCL5r9\U00067d7e"}};
  std::vector<std::string> names;
  for (unsigned way = 0; way < 32; ++way) {
    std::string name;
    for (unsigned pair = 0; pair < 5; ++pair) name += pairs[pair][way >> pair & 1];
    names.push_back("\"" + name + "\"");
    REQUIRE(json_hash(names[way]) == json_hash(names[0]));
    REQUIRE(json_equal(names[way], names[0]) == (way == 0));
  }
  SchemaUnderLoad unique(R"({"uniqueItems":true})");
  const auto array = [&](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "[" : ",") + names[i];
    return text + "]";
  };
  CHECK(unique.validate(array(16)));
  CHECK_FALSE(unique.validate(array(17)));  // Two are taken to be equal.
  CHECK_FALSE(unique.validate("[" + names[0] + ",1," + names[1] + ",2," + names[0] + "]"));

  const auto object = [&](std::size_t count, bool backward) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t name = backward ? count - 1 - i : i;
      text += (i == 0 ? "{" : ",") + names[name] + ":" + std::to_string(name);
    }
    return text + "}";
  };
  CHECK(json_equal(object(16, false), object(16, true)));
  CHECK_FALSE(json_equal(object(17, false), object(17, true)));
  CHECK(json_equal(object(32, false), object(32, false)));
}

TEST_CASE("schema bounds: a pattern that others would stumble over is one pass", "[schema]") {
  SchemaUnderLoad pattern(R"({"pattern":"^(a+)+$"})");
  const std::string text(1'000'000, 'a');
  CHECK(pattern.validate("\"" + text + "\""));
  CHECK_FALSE(pattern.validate("\"" + text + "!\""));
}

TEST_CASE("schema bounds: an enum of 50,000 values is looked up, not read through", "[schema]") {
  std::string text = R"({"items":{"enum":[0)";
  std::string value = "[0";
  for (int i = 1; i < 50'000; ++i) {
    text += ",\"" + std::to_string(i) + "\"";
    value += ",\"" + std::to_string(i) + "\"";
  }
  SchemaUnderLoad values(text + "]}}");
  CHECK(values.validate(value + "]"));
  CHECK_FALSE(values.validate(value + ",\"x\"]"));
}

TEST_CASE("schema bounds: nothing is allocated once the scratch memory has grown", "[schema]") {
  SchemaUnderLoad ordinary(R"({"type":"object","properties":{
      "id":{"type":"string","format":"uuid"},"at":{"type":"string","format":"date-time"},
      "price":{"type":"number","multipleOf":0.01,"minimum":0},
      "page":{"type":"string","format":"uri"},
      "tags":{"type":"array","items":{"type":"string","maxLength":10},"uniqueItems":true},
      "kind":{"enum":["a","b",{"c":[1,2]}]},"na\"me":{"type":"string","pattern":"^[a-z]+$"},
      "from":{"$ref":"#/$defs/point"},"to":{"$ref":"#/$defs/point"}},
      "required":["id","at"],"patternProperties":{"^x_":{"type":"integer"}},
      "anyOf":[{"required":["from"]},{"required":["to"]}],"unevaluatedProperties":false,
      "$defs":{"point":{"type":"object","properties":{"x":{"type":"number"},"y":{"type":"number"}},
                        "additionalProperties":false}}})");
  const std::string valid = R"({"id":"2eb8aa08-aa98-11ea-b4aa-73b441d16380",
      "at":"2016-12-31T23:59:60Z","price":19.99,"page":"https://example.com/a?b=c",
      "tags":["a","b","é","\u00e8"],"kind":{"c":[1.0,2]},"na\"me":"abc","x_1":1,
      "from":{"x":1,"y":2.5}})";
  const std::string invalid = R"({"id":"1","at":"x","tags":["a","a"],"from":{"z":1},"other":[[]]})";
  REQUIRE(ordinary.validate(valid));
  REQUIRE_FALSE(ordinary.validate(invalid));
  const std::uint64_t before = allocation_count();
  bool as_before = true;
  for (int i = 0; i < 100; ++i) {
    as_before = as_before && ordinary.validate(valid) && !ordinary.validate(invalid);
  }
  const std::uint64_t after = allocation_count();
  CHECK(as_before);
  CHECK(after == before);
  CHECK(after > 0);  // They are counted.
}
