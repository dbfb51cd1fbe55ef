#include "compiler/dialect.h"

#include <algorithm>
#include <iterator>

namespace godwit::schema {
namespace {

// JSON Schema draft-04 (Galiegue, Zyp and Court, 2013), sections of the core and of validation, and
// `self` of Iglu.
constexpr Keyword kDraft04[] = {
    {"$comment", KeywordId::annotation},
    {"$ref", KeywordId::reference},
    {"$schema", KeywordId::annotation},
    {"$supersededBy", KeywordId::annotation},
    {"$supersedes", KeywordId::annotation},
    {"additionalItems", KeywordId::read_by_another, Shape::schema},
    {"additionalProperties", KeywordId::additional_properties, Shape::schema},
    {"allOf", KeywordId::all_of, Shape::schema},
    {"anyOf", KeywordId::any_of, Shape::schema},
    {"default", KeywordId::annotation},
    {"definitions", KeywordId::definitions, Shape::schema_map},
    {"dependencies", KeywordId::dependencies, Shape::schema_map},
    {"description", KeywordId::annotation},
    {"enum", KeywordId::enumeration},
    {"examples", KeywordId::annotation},
    {"exclusiveMaximum", KeywordId::read_by_another},
    {"exclusiveMinimum", KeywordId::read_by_another},
    {"format", KeywordId::format},
    {"id", KeywordId::annotation},
    {"items", KeywordId::items, Shape::schema},
    {"maxItems", KeywordId::max_items},
    {"maxLength", KeywordId::max_length},
    {"maxProperties", KeywordId::max_properties},
    {"maximum", KeywordId::maximum},
    {"minItems", KeywordId::min_items},
    {"minLength", KeywordId::min_length},
    {"minProperties", KeywordId::min_properties},
    {"minimum", KeywordId::minimum},
    {"multipleOf", KeywordId::multiple_of},
    {"not", KeywordId::negation, Shape::schema},
    {"oneOf", KeywordId::one_of, Shape::schema},
    {"pattern", KeywordId::pattern},
    {"patternProperties", KeywordId::pattern_properties, Shape::schema_map},
    {"properties", KeywordId::properties, Shape::schema_map},
    {"required", KeywordId::required},
    {"self", KeywordId::annotation},
    {"title", KeywordId::annotation},
    {"type", KeywordId::type},
    {"uniqueItems", KeywordId::unique_items},
};

// JSON Schema 2020-12 (Wright, Andrews, Hutton and Dennis, 2022), core and validation.
constexpr Keyword kDraft2020[] = {
    {"$anchor", KeywordId::annotation},
    {"$comment", KeywordId::annotation},
    {"$defs", KeywordId::definitions, Shape::schema_map},
    {"$dynamicAnchor", KeywordId::annotation},
    {"$dynamicRef", KeywordId::dynamic_reference},
    {"$id", KeywordId::annotation},
    {"$ref", KeywordId::reference},
    {"$schema", KeywordId::annotation},
    {"$vocabulary", KeywordId::annotation},
    {"additionalProperties", KeywordId::additional_properties, Shape::schema},
    {"allOf", KeywordId::all_of, Shape::schema},
    {"anyOf", KeywordId::any_of, Shape::schema},
    {"const", KeywordId::const_value},
    {"contains", KeywordId::contains, Shape::schema},
    {"contentEncoding", KeywordId::annotation},
    {"contentMediaType", KeywordId::annotation},
    {"contentSchema", KeywordId::annotation, Shape::schema},
    {"default", KeywordId::annotation},
    {"definitions", KeywordId::definitions, Shape::schema_map},
    {"dependencies", KeywordId::dependencies, Shape::schema_map},
    {"dependentRequired", KeywordId::dependent_required},
    {"dependentSchemas", KeywordId::dependent_schemas, Shape::schema_map},
    {"deprecated", KeywordId::annotation},
    {"description", KeywordId::annotation},
    {"else", KeywordId::read_by_another, Shape::schema},
    {"enum", KeywordId::enumeration},
    {"examples", KeywordId::annotation},
    {"exclusiveMaximum", KeywordId::exclusive_maximum},
    {"exclusiveMinimum", KeywordId::exclusive_minimum},
    {"format", KeywordId::format},
    {"if", KeywordId::condition, Shape::schema},
    {"items", KeywordId::items, Shape::schema},
    {"maxContains", KeywordId::read_by_another},
    {"maxItems", KeywordId::max_items},
    {"maxLength", KeywordId::max_length},
    {"maxProperties", KeywordId::max_properties},
    {"maximum", KeywordId::maximum},
    {"minContains", KeywordId::read_by_another},
    {"minItems", KeywordId::min_items},
    {"minLength", KeywordId::min_length},
    {"minProperties", KeywordId::min_properties},
    {"minimum", KeywordId::minimum},
    {"multipleOf", KeywordId::multiple_of},
    {"not", KeywordId::negation, Shape::schema},
    {"oneOf", KeywordId::one_of, Shape::schema},
    {"pattern", KeywordId::pattern},
    {"patternProperties", KeywordId::pattern_properties, Shape::schema_map},
    {"prefixItems", KeywordId::prefix_items, Shape::schema},
    {"properties", KeywordId::properties, Shape::schema_map},
    {"propertyNames", KeywordId::property_names, Shape::schema},
    {"readOnly", KeywordId::annotation},
    {"required", KeywordId::required},
    {"self", KeywordId::annotation},
    {"then", KeywordId::read_by_another, Shape::schema},
    {"title", KeywordId::annotation},
    {"type", KeywordId::type},
    {"unevaluatedItems", KeywordId::unevaluated_items, Shape::schema},
    {"unevaluatedProperties", KeywordId::unevaluated_properties, Shape::schema},
    {"uniqueItems", KeywordId::unique_items},
    {"writeOnly", KeywordId::annotation},
};

constexpr Draft kDrafts[] = {Draft::draft_04, Draft::draft_2020_12};

}  // namespace

std::span<const Keyword> keywords(Draft draft) {
  if (draft == Draft::draft_04) return kDraft04;
  return kDraft2020;
}

const Keyword* find_keyword(Draft draft, std::string_view name) {
  const std::span<const Keyword> all = keywords(draft);
  const auto found = std::lower_bound(
      all.begin(), all.end(), name,
      [](const Keyword& keyword, std::string_view wanted) { return keyword.name < wanted; });
  return found != all.end() && found->name == name ? &*found : nullptr;
}

std::string_view name_of(Draft draft) {
  return draft == Draft::draft_04 ? "draft-04" : "2020-12";
}

const Draft* find_draft(std::string_view uri) {
  if (uri.ends_with('#')) uri.remove_suffix(1);
  if (uri == "http://json-schema.org/draft-04/schema" ||
      uri == "https://json-schema.org/draft-04/schema" ||
      uri.starts_with("http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/")) {
    return &kDrafts[0];
  }
  if (uri == "https://json-schema.org/draft/2020-12/schema") return &kDrafts[1];
  return nullptr;
}

}  // namespace godwit::schema
