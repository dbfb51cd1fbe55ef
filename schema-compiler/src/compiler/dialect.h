// The keywords of the two drafts of JSON Schema that events are described in.
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit::schema {

enum class Draft : std::uint8_t { draft_04, draft_2020_12 };

// The form of a keyword's value.
enum class Shape : std::uint8_t {
  data,
  schema,      // A schema, or (items of draft-04, allOf, …) an array of schemas.
  schema_map,  // An object of schemas; what is no schema there is data.
};

enum class KeywordId : std::uint8_t {
  annotation,  // Says nothing about which values are valid.
  additional_properties,
  all_of,
  any_of,
  condition,
  const_value,
  contains,
  definitions,
  dependencies,
  dependent_required,
  dependent_schemas,
  dynamic_reference,
  enumeration,
  exclusive_maximum,
  exclusive_minimum,
  format,
  items,
  max_items,
  max_length,
  max_properties,
  maximum,
  min_items,
  min_length,
  min_properties,
  minimum,
  multiple_of,
  negation,
  one_of,
  pattern,
  pattern_properties,
  prefix_items,
  properties,
  property_names,
  read_by_another,  // Such as then, which `if` reads.
  reference,
  required,
  type,
  unevaluated_items,
  unevaluated_properties,
  unique_items,
};

struct Keyword {
  std::string_view name;
  KeywordId id;
  Shape shape = Shape::data;
};

// nullptr where the draft has no such keyword.
[[nodiscard]] const Keyword* find_keyword(Draft draft, std::string_view name);

[[nodiscard]] std::string_view name_of(Draft draft);
// The draft that a value of `$schema` names; nullptr if it is unknown.
[[nodiscard]] const Draft* find_draft(std::string_view uri);

}  // namespace godwit::schema
