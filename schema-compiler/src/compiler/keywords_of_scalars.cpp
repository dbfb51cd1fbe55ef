// The keywords type, enum, const, and those for numbers and strings.
#include <algorithm>
#include <array>

#include "base/json_reader.h"
#include "compiler/formats.h"
#include "compiler/node_compiler.h"
#include "compiler/shown_values.h"
#include "pattern/pattern_compiler.h"
#include "schema/decimal.h"

namespace godwit::schema {
namespace {

using Kind = JsonValue::Kind;

struct TypeName {
  const char* name;
  std::uint32_t types;
  const char* phrase;
};

constexpr TypeName kTypeNames[] = {
    {"array", pack::kArray, "an array"},
    {"boolean", pack::kBoolean, "a boolean"},
    {"integer", pack::kInteger, "a whole number"},
    {"null", pack::kNull, "null"},
    {"number", pack::kInteger | pack::kFraction, "a number"},
    {"object", pack::kObject, "an object"},
    {"string", pack::kString, "a string"},
};

}  // namespace

void NodeCompiler::read_type(Here& here) {
  if (!expect(here, {Kind::string, Kind::array}, "a type's name, or an array of them")) return;
  std::vector<JsonValue> names = here.value->elements;
  if (here.value->is(Kind::string)) names.push_back(*here.value);
  if (names.empty()) return fail(here, "it names no type, so nothing would be valid");
  std::uint32_t types = 0;
  std::vector<std::string> phrases;
  for (const JsonValue& name : names) {
    const auto* known = std::find_if(
        std::begin(kTypeNames), std::end(kTypeNames),
        [&](const TypeName& type) { return name.is(Kind::string) && name.text == type.name; });
    if (known == std::end(kTypeNames)) {
      return fail(here, to_json(name) + " is no type; use array, boolean, integer, null, number, " +
                            "object or string");
    }
    types |= known->types;
    phrases.emplace_back(known->phrase);
  }
  here.node.types = types;
  here.node.type_clause = {"type", "must be " + list_words(phrases)};
}

void NodeCompiler::read_values(Here& here, std::vector<std::string> texts, std::string sentence) {
  for (const std::string& text : texts) {
    if (check_json(text, kValueDepthMax) == nullptr) continue;
    return fail(here, "a value is nested more than " + std::to_string(kValueDepthMax) +
                          " deep, which no event may be");
  }
  Values values = {{std::string(here.keyword), std::move(sentence)}, std::move(texts)};
  if (!here.node.values.any()) {
    here.node.values = std::move(values);
    return;
  }
  // Both enum and const: the second becomes a schema of its own.
  Node other;
  other.values = std::move(values);
  other.file = here.node.file;
  other.pointer = here.node.pointer;
  nodes_.push_back(std::move(other));
  add_edge(here, pack::EdgeKind::all, {}, {static_cast<NodeId>(nodes_.size()) - 1});
}

void NodeCompiler::read_enum(Here& here) {
  if (!expect(here, {Kind::array}, "an array of values")) return;
  std::vector<std::string> texts;
  std::vector<std::string> words;
  for (const JsonValue& value : here.value->elements) {
    texts.push_back(to_json(value));
    if (words.size() < kShownValuesMax) words.push_back(shown(texts.back()));
  }
  std::string sentence = words.size() > 1 ? "must be one of " : "must be ";
  sentence += words.empty() ? "one of no values" : list_words(words);
  if (texts.size() > words.size()) {
    sentence += " and " + std::to_string(texts.size() - words.size()) + " more";
  }
  read_values(here, std::move(texts), std::move(sentence));
}

void NodeCompiler::read_bound(Here& here, pack::NumberRule rule, const char* phrase) {
  if (!expect(here, {Kind::number}, "a number")) return;
  here.node.numbers.push_back(
      {rule, {std::string(here.keyword), phrase + here.value->text}, here.value->text});
}

void NodeCompiler::read_bound_of_draft_04(Here& here, bool minimum) {
  const char* name = minimum ? "exclusiveMinimum" : "exclusiveMaximum";
  const JsonValue* exclusive = here.find(name);
  if (exclusive != nullptr && !exclusive->is(Kind::boolean)) {
    here.keyword = name;
    return fail(here, "in draft-04 it must be a boolean");
  }
  if (exclusive == nullptr || !exclusive->is_true()) {
    return minimum ? read_bound(here, pack::NumberRule::minimum, "must be at least ")
                   : read_bound(here, pack::NumberRule::maximum, "must be at most ");
  }
  return minimum ? read_bound(here, pack::NumberRule::exclusive_minimum, "must be greater than ")
                 : read_bound(here, pack::NumberRule::exclusive_maximum, "must be less than ");
}

void NodeCompiler::read_multiple_of(Here& here) {
  if (!expect(here, {Kind::number}, "a number")) return;
  const Decimal number(here.value->text);
  if (number.zero() || number.negative) return fail(here, "it must be greater than zero");
  if (number.digit_count() > kDivisorDigitsMax) {
    return fail(here, "it has more than " + std::to_string(kDivisorDigitsMax) +
                          " digits that count, which is not supported");
  }
  if (number.exponent > kDivisorExponentMax || number.exponent < -kDivisorExponentMax) {
    return fail(here, "its exponent is beyond " + std::to_string(kDivisorExponentMax) +
                          ", which is not supported");
  }
  here.node.numbers.push_back({pack::NumberRule::multiple_of,
                               {"multipleOf", "must be a multiple of " + here.value->text},
                               here.value->text});
}

bool NodeCompiler::check_pattern(const Here& here, const std::string& pattern) {
  std::vector<std::uint32_t> table;
  const std::optional<PatternError> error = compile_pattern(pattern, table);
  if (!error) {
    patterns_[pattern] = std::move(table);
    return true;
  }
  fail(here, quote(pattern) + (error->unsupported ? ": " : " is no pattern of ECMA-262: ") +
                 error->sentence + ", at byte " + std::to_string(error->offset));
  return false;
}

void NodeCompiler::read_pattern(Here& here) {
  if (!expect(here, {Kind::string}, "a regular expression in a string")) return;
  if (here.value->text.empty() || !check_pattern(here, here.value->text)) return;
  here.node.string.checks.push_back({here.value->text,
                                     pack::StringRule::none,
                                     {"pattern", "must match " + shown(here.value->text)}});
}

void NodeCompiler::read_format(Here& here) {
  if (!expect(here, {Kind::string}, "a format's name")) return;
  if (!assert_formats_) return;
  const Format* format = find_format(here.value->text);
  if (format == nullptr) {
    warnings_.push_back({here.node.file, here.location.pointer + "/format", "format",
                         quote(here.value->text) + " is not checked"});
    return;
  }
  const Clause clause = {"format", std::string(format->sentence)};
  for (const std::string_view pattern : {format->pattern, format->other_pattern}) {
    if (pattern.empty() || !check_pattern(here, std::string(pattern))) continue;
    here.node.string.checks.push_back({std::string(pattern), pack::StringRule::none, clause});
  }
  if (format->rule == pack::StringRule::none) return;
  const std::string asked(format->rule_pattern);
  if (!asked.empty() && !check_pattern(here, asked)) return;
  here.node.string.checks.push_back({asked, format->rule, clause});
}

}  // namespace godwit::schema
