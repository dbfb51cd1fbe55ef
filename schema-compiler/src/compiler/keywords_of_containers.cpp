// The keywords for arrays and objects, and for their elements and properties.
#include <charconv>

#include "compiler/node_compiler.h"
#include "schema/decimal.h"

namespace godwit::schema {
namespace {

using Kind = JsonValue::Kind;

std::string counted(std::uint32_t count, std::string noun) {
  if (count != 1) noun = noun == "property" ? "properties" : noun + "s";
  return std::to_string(count) + " " + noun;
}

}  // namespace

bool NodeCompiler::read_count(const Here& here, const JsonValue& value, std::uint32_t& count) {
  if (!value.is(Kind::number) || !Decimal(value.text).whole() || Decimal(value.text).negative) {
    fail(here, "it must be a whole number that is not negative");
    return false;
  }
  const Decimal number(value.text);
  std::uint64_t whole = 0;
  std::int64_t digits = 0;
  for (const char c : number.digits) {
    if (c != '.') whole = whole * 10 + static_cast<std::uint64_t>(c - '0');
    digits += c != '.' ? 1 : 0;
    if (whole >= pack::kNoMaximum) break;
  }
  for (; digits < number.exponent && whole != 0 && whole < pack::kNoMaximum; ++digits) whole *= 10;
  // No value has so many members: a larger maximum is none, and no value reaches a larger minimum.
  count = whole < pack::kNoMaximum ? static_cast<std::uint32_t>(whole) : pack::kNoMaximum;
  return true;
}

void NodeCompiler::read_min(Here& here, Range& range, const char* noun) {
  if (!read_count(here, *here.value, range.min)) return;
  range.min_clause = {std::string(here.keyword), "must have at least " + counted(range.min, noun)};
}

void NodeCompiler::read_max(Here& here, Range& range, const char* noun) {
  if (!read_count(here, *here.value, range.max)) return;
  range.max_clause = {std::string(here.keyword), "must have at most " + counted(range.max, noun)};
}

void NodeCompiler::read_unique_items(Here& here) {
  if (!expect(here, {Kind::boolean}, "a boolean")) return;
  here.node.array.unique = here.value->is_true();
  here.node.array.unique_clause = {"uniqueItems", "must not have two equal elements"};
}

void NodeCompiler::read_items(Here& here) {
  ArrayRules& array = here.node.array;
  const Clause clause = {"items", "is an element that is not permitted"};
  if (!here.value->is(Kind::array)) {
    array.items = child(here, *here.value, clause);
    return;
  }
  if (here.draft != Draft::draft_04) return fail(here, "for a list of schemas use prefixItems");
  for (const JsonValue& element : here.value->elements) {
    array.prefix.push_back(child(here, element, clause));
  }
  const JsonValue* additional = here.find("additionalItems");
  if (additional == nullptr) return;
  here.keyword = "additionalItems";
  array.items = child(here, *additional, {"additionalItems", clause.sentence});
}

void NodeCompiler::read_prefix_items(Here& here) {
  if (!expect(here, {Kind::array}, "an array of schemas")) return;
  for (const JsonValue& element : here.value->elements) {
    here.node.array.prefix.push_back(
        child(here, element, {"prefixItems", "is an element that is not permitted"}));
  }
}

void NodeCompiler::read_contains(Here& here) {
  ArrayRules& array = here.node.array;
  array.contains = child(here, *here.value, {"contains", "is an element that is not permitted"});
  array.contained.min = 1;
  array.contained.min_clause = {"contains", "must have an element that `contains` asks for"};
  if (const JsonValue* min = here.find("minContains")) {
    here.keyword = "minContains";
    if (read_count(here, *min, array.contained.min)) {
      array.contained.min_clause = {"minContains", "must have at least " +
                                                       counted(array.contained.min, "element") +
                                                       " that `contains` asks for"};
    }
  }
  if (const JsonValue* max = here.find("maxContains")) {
    here.keyword = "maxContains";
    if (read_count(here, *max, array.contained.max)) {
      array.contained.max_clause = {"maxContains", "must have at most " +
                                                       counted(array.contained.max, "element") +
                                                       " that `contains` asks for"};
    }
  }
}

void NodeCompiler::read_properties(Here& here) {
  if (!expect(here, {Kind::object}, "an object of schemas")) return;
  for (const auto& [name, schema] : here.value->members) {
    if (here.value->find(name) != &schema) continue;
    const NodeId node = child(here, schema, {"properties", "is a property that must not be there"});
    here.node.object.properties.push_back({name, node});
  }
}

void NodeCompiler::read_pattern_properties(Here& here) {
  if (!expect(here, {Kind::object}, "an object of schemas")) return;
  for (const auto& [name, schema] : here.value->members) {
    if (here.value->find(name) != &schema) continue;
    const std::string pattern = name.empty() ? "(?:)" : name;  // An empty one stands for none.
    if (!check_pattern(here, pattern)) continue;
    const Clause clause = {"patternProperties", "is a property that must not be there"};
    here.node.object.patterns.push_back({pattern, child(here, schema, clause)});
  }
}

void NodeCompiler::read_required(Here& here) {
  if (!expect(here, {Kind::array}, "an array of names")) return;
  for (const JsonValue& name : here.value->elements) {
    if (!name.is(Kind::string)) return fail(here, "it must be an array of names");
    here.node.object.required.push_back(
        {name.text, {"required", "lacks the property " + quote(name.text)}});
  }
}

void NodeCompiler::add_dependent(Here& here, const std::string& trigger, const JsonValue& names) {
  for (const JsonValue& name : names.elements) {
    if (!name.is(Kind::string)) return fail(here, "it must be an array of names");
    here.node.object.dependent.push_back(
        {trigger,
         name.text,
         {std::string(here.keyword),
          "lacks the property " + quote(name.text) + ", which " + quote(trigger) + " needs"}});
  }
}

}  // namespace godwit::schema
