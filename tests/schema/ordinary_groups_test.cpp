// The validator checks ordinary groups by itself. The GroupValidator, which checks any, must agree
// with it on texts that are right, wrong, and no JSON at all.
#include <string>
#include <string_view>
#include <vector>

#include "schema/group_validator.h"
#include "schema/support.h"
#include "schema/validator.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::schema_test;

namespace {

// Both ways of one schema, on any texts.
class BothWays {
 public:
  explicit BothWays(std::string_view text) : compiled_(compile_text(text)) {
    INFO(all_errors(compiled_.errors));
    REQUIRE(compiled_.errors.empty());
    REQUIRE(pack_.open(pack_bytes(compiled_)) == nullptr);
    group_ = pack_.schemas().front().group;
    REQUIRE((pack_.at<pack::Group>(group_)->traits & pack::kOrdinary) != 0);
  }

  // Whether both say the same, with the same reason at the same place.
  [[nodiscard]] bool agree(std::string_view text) {
    const bool valid = short_.validate(group_, text);
    const SchemaVerdict verdict = long_.judge(group_, text);
    valid_count_ += valid ? 1 : 0;
    if (valid || verdict.holds()) return valid == verdict.holds();
    const SchemaRefusal& refusal = short_.refusal();
    if (verdict.clause == kNotJson) return refusal.keyword == "json";
    const auto& clause = *pack_.at<pack::Clause>(verdict.clause);
    return refusal.keyword == pack_.text(clause.keyword) &&
           refusal.sentence == pack_.text(clause.sentence) && refusal.offset == verdict.offset;
  }
  [[nodiscard]] std::size_t valid_count() const { return valid_count_; }

 private:
  schema::CompiledSchemas compiled_;
  SchemaPack pack_;
  pack::Ref group_ = pack::kNone;
  SchemaValidator short_{pack_};
  GroupValidator long_{pack_};
  std::size_t valid_count_ = 0;
};

constexpr std::string_view kSchema = R"({"type":"object","properties":{
    "page":{"type":"string","format":"uri","maxLength":40},
    "na\"me":{"type":"string","minLength":2},"":{"type":"integer"},"né":{"type":"boolean"},
    "n":{"type":["integer","null"],"minimum":-2,"exclusiveMaximum":1000},
    "price":{"type":"number","minimum":0.5,"maximum":99,"multipleOf":0.01},
    "part":{"type":"number","exclusiveMinimum":-1,"maximum":1},
    "kind":{"enum":["a","\u00e9",1,null,true]},"at":{"format":"date-time"},
    "tags":{"type":"array","items":{"type":"string","pattern":"^[a-z]+$"},"minItems":1,
            "maxItems":3},
    "pair":{"prefixItems":[{"type":"integer"}],"items":false},
    "more":{"anyOf":[{"type":"string"},{"items":{"type":"integer"}}]},
    "inner":{"type":"object","properties":{"x":{}},"required":["x","y"],"maxProperties":2},
    "any":{},"list":{"type":"array"},"never":false},
    "required":["page"],"additionalProperties":{"type":"null"},"minProperties":2})";

const std::string_view kTexts[] = {
    R"({"page":"https://a.example/b?c=d","na\"me":"abc","":1,"né":true,"n":-2,"price":49.25})",
    R"({"page":"https://a.example/\u00e9","n":1e2,"part":-0.5,"kind":"\u00e9","tags":["a","bc"]})",
    R"( { "page" : "a:b" , "more" : [ 1 , 2 ] , "any" : { "x" : [ [ ] , { } ] } } )",
    R"({"part":1.0,"page":"a:","part":0.999,"kind":null,"at":"2016-12-31T23:59:60Z"})",
    R"({"n":999.99999999999999999999,"page":"a:b","other":null,"pair":[1],"list":[-0.0]})",
    R"({"page":"a:b","inner":{"x":1,"y":"\ud83d\ude00é"},"kind":true,"more":"a","n":null})",
    R"({"page":"\\","n":1000,"price":0.555,"tags":[],"inner":{},"never":1,"kind":2,"at":"1"})",
    R"({"page":1,"na\"me":"\u00e9","":1.5,"né":"a","part":2,"tags":["A"],"pair":[1,2],"list":{}})",
};

// Texts a byte apart from these, in place of it, before it and without it.
std::vector<std::string> neighbours(std::string_view text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const std::string before(text.substr(0, at));
    all.push_back(before);
    if (at < text.size()) all.push_back(before + std::string(text.substr(at + 1)));
    for (const std::string_view byte :
         {"\"", "\\", "{", "}", "[", "]",  ",",    ":",    "0",    "9",   "-",
          ".",  "e",  "t", "n", " ", "\n", "\x01", "\x80", "\xC3", "\xF4"}) {
      all.push_back(before + std::string(byte) + std::string(text.substr(at)));
      if (at < text.size()) {
        all.push_back(before + std::string(byte) + std::string(text.substr(at + 1)));
      }
    }
  }
  return all;
}

}  // namespace

TEST_CASE("ordinary groups: the validator says of any text what the GroupValidator says",
          "[schema]") {
  BothWays both(kSchema);
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    REQUIRE(both.agree(text));
    for (const std::string& neighbour : neighbours(text)) {
      if (both.agree(neighbour)) continue;
      CAPTURE(neighbour);
      FAIL("they disagree");
    }
  }
  CHECK(both.valid_count() > 100);
}

TEST_CASE("ordinary groups: nesting counts where the other groups begin", "[schema]") {
  BothWays both(R"({"properties":{"a":{"not":{"type":"string"}}}})");
  for (const std::size_t depth : {62u, 63u, 64u, 65u}) {
    const std::string text =
        R"({"a":)" + std::string(depth, '[') + "1" + std::string(depth, ']') + "}";
    CAPTURE(depth);
    CHECK(both.agree(text));
    CHECK(both.agree(text.substr(5, text.size() - 6)));
  }
}

TEST_CASE("ordinary groups: a pack says whether it asks for anything else", "[schema]") {
  struct Row {
    const char* schema;
    bool ordinary;
  };
  const Row rows[] = {
      {"true", true},
      {"false", true},
      {kSchema.data(), false},
      {R"({"properties":{"a":{"enum":[1,"a"]},"b":{"format":"date-time"}}})", true},
      {R"({"properties":{"a":{"enum":[[1],"a"]}}})", false},
      {R"({"$ref":"#/$defs/a","$defs":{"a":{"prefixItems":[{"pattern":"^a"}]}}})", true},
      {R"({"$ref":"#/$defs/a","type":"object","$defs":{"a":{"required":["b"]}}})", false},
      {R"({"items":{"allOf":[{"type":"string"},{"minLength":1}]}})", false},
      {R"({"items":{"not":{"type":"string"}}})", false},
      {R"({"uniqueItems":true})", false},
      {R"({"contains":{"type":"string"}})", false},
      {R"({"unevaluatedItems":false})", false},
      {R"({"patternProperties":{"^a":{"type":"string"}}})", false},
      {R"({"propertyNames":{"maxLength":3}})", false},
      {R"({"dependentRequired":{"a":["b"]}})", false},
      {R"({"format":"regex"})", false},
      {R"({"format":"hostname"})", false},
      {R"({"pattern":"(a|b)*a(a|b){20}"})", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.schema);
    const schema::CompiledSchemas compiled = compile_text(row.schema);
    SchemaPack pack;
    REQUIRE(pack.open(pack_bytes(compiled)) == nullptr);
    CHECK(pack.ordinary() == row.ordinary);
  }
}
