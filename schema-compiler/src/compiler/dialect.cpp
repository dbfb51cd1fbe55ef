#include "compiler/dialect.h"

#include <algorithm>
#include <iterator>

namespace godwit::schema {
namespace {

enum Drafts : std::uint8_t { kDraft04 = 1, kDraft2020 = 2, kBoth = 3 };

struct Row {
  Keyword keyword;
  Drafts drafts;
};

// JSON Schema draft-04 (Galiegue, Zyp and Court, 2013) and 2020-12 (Wright, Andrews, Hutton and
// Dennis, 2022), core and validation, and what Iglu adds. Ordered by name.
constexpr Row kKeywords[] = {
    {{"$anchor", KeywordId::annotation}, kDraft2020},
    {{"$comment", KeywordId::annotation}, kBoth},
    {{"$defs", KeywordId::definitions, Shape::schema_map}, kDraft2020},
    {{"$dynamicAnchor", KeywordId::annotation}, kDraft2020},
    {{"$dynamicRef", KeywordId::dynamic_reference}, kDraft2020},
    {{"$id", KeywordId::annotation}, kDraft2020},
    {{"$ref", KeywordId::reference}, kBoth},
    {{"$schema", KeywordId::annotation}, kBoth},
    {{"$supersededBy", KeywordId::annotation}, kBoth},
    {{"$supersedes", KeywordId::annotation}, kBoth},
    {{"$vocabulary", KeywordId::annotation}, kDraft2020},
    {{"additionalItems", KeywordId::read_by_another, Shape::schema}, kDraft04},
    {{"additionalProperties", KeywordId::additional_properties, Shape::schema}, kBoth},
    {{"allOf", KeywordId::all_of, Shape::schema}, kBoth},
    {{"anyOf", KeywordId::any_of, Shape::schema}, kBoth},
    {{"const", KeywordId::const_value}, kDraft2020},
    {{"contains", KeywordId::contains, Shape::schema}, kDraft2020},
    {{"contentEncoding", KeywordId::annotation}, kDraft2020},
    {{"contentMediaType", KeywordId::annotation}, kDraft2020},
    {{"contentSchema", KeywordId::annotation, Shape::schema}, kDraft2020},
    {{"default", KeywordId::annotation}, kBoth},
    {{"definitions", KeywordId::definitions, Shape::schema_map}, kBoth},
    {{"dependencies", KeywordId::dependencies, Shape::schema_map}, kBoth},
    {{"dependentRequired", KeywordId::dependent_required}, kDraft2020},
    {{"dependentSchemas", KeywordId::dependent_schemas, Shape::schema_map}, kDraft2020},
    {{"deprecated", KeywordId::annotation}, kDraft2020},
    {{"description", KeywordId::annotation}, kBoth},
    {{"else", KeywordId::read_by_another, Shape::schema}, kDraft2020},
    {{"enum", KeywordId::enumeration}, kBoth},
    {{"examples", KeywordId::annotation}, kBoth},
    {{"exclusiveMaximum", KeywordId::read_by_another}, kDraft04},
    {{"exclusiveMaximum", KeywordId::exclusive_maximum}, kDraft2020},
    {{"exclusiveMinimum", KeywordId::read_by_another}, kDraft04},
    {{"exclusiveMinimum", KeywordId::exclusive_minimum}, kDraft2020},
    {{"format", KeywordId::format}, kBoth},
    {{"id", KeywordId::annotation}, kDraft04},
    {{"if", KeywordId::condition, Shape::schema}, kDraft2020},
    {{"items", KeywordId::items, Shape::schema}, kBoth},
    {{"maxContains", KeywordId::read_by_another}, kDraft2020},
    {{"maxItems", KeywordId::max_items}, kBoth},
    {{"maxLength", KeywordId::max_length}, kBoth},
    {{"maxProperties", KeywordId::max_properties}, kBoth},
    {{"maximum", KeywordId::maximum}, kBoth},
    {{"minContains", KeywordId::read_by_another}, kDraft2020},
    {{"minItems", KeywordId::min_items}, kBoth},
    {{"minLength", KeywordId::min_length}, kBoth},
    {{"minProperties", KeywordId::min_properties}, kBoth},
    {{"minimum", KeywordId::minimum}, kBoth},
    {{"multipleOf", KeywordId::multiple_of}, kBoth},
    {{"not", KeywordId::negation, Shape::schema}, kBoth},
    {{"oneOf", KeywordId::one_of, Shape::schema}, kBoth},
    {{"pattern", KeywordId::pattern}, kBoth},
    {{"patternProperties", KeywordId::pattern_properties, Shape::schema_map}, kBoth},
    {{"prefixItems", KeywordId::prefix_items, Shape::schema}, kDraft2020},
    {{"properties", KeywordId::properties, Shape::schema_map}, kBoth},
    {{"propertyNames", KeywordId::property_names, Shape::schema}, kDraft2020},
    {{"readOnly", KeywordId::annotation}, kDraft2020},
    {{"required", KeywordId::required}, kBoth},
    {{"self", KeywordId::annotation}, kBoth},
    {{"then", KeywordId::read_by_another, Shape::schema}, kDraft2020},
    {{"title", KeywordId::annotation}, kBoth},
    {{"type", KeywordId::type}, kBoth},
    {{"unevaluatedItems", KeywordId::unevaluated_items, Shape::schema}, kDraft2020},
    {{"unevaluatedProperties", KeywordId::unevaluated_properties, Shape::schema}, kDraft2020},
    {{"uniqueItems", KeywordId::unique_items}, kBoth},
    {{"writeOnly", KeywordId::annotation}, kDraft2020},
};

constexpr Draft kDrafts[] = {Draft::draft_04, Draft::draft_2020_12};

}  // namespace

const Keyword* find_keyword(Draft draft, std::string_view name) {
  const Drafts wanted = draft == Draft::draft_04 ? kDraft04 : kDraft2020;
  const auto* row = std::lower_bound(
      std::begin(kKeywords), std::end(kKeywords), name,
      [](const Row& other, std::string_view text) { return other.keyword.name < text; });
  for (; row != std::end(kKeywords) && row->keyword.name == name; ++row) {
    if ((row->drafts & wanted) != 0) return &row->keyword;
  }
  return nullptr;
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
