// Checks a value that is read in one piece against its schema.
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/schema_pack.h"

namespace godwit {

struct SchemaScalar {
  std::uint32_t type;    // pack::Type.
  std::string_view raw;  // A string without its quotes; for other types the text.
  std::uint32_t offset;  // Its start in the value's text.
};

// The type of a number by its text: 1.0 and 1e2 are integers.
[[nodiscard]] std::uint32_t number_type(std::string_view raw);

// `order`: less than, equal to or greater than zero, like the number compared with the bound.
[[nodiscard]] bool bound_holds(pack::NumberRule rule, int order);

// Each returns the clause that refuses the value, or pack::kNone.
[[nodiscard]] pack::Ref check_scalar(const SchemaPack& pack, const pack::Node& node,
                                     const SchemaScalar& scalar);
// `text` and `hash` belong to a value; the function finds an equal one in `values`.
[[nodiscard]] pack::Ref find_value(const SchemaPack& pack, const pack::Values& values,
                                   std::uint64_t hash, std::string_view text,
                                   bool (*equal)(std::string_view, std::string_view));

}  // namespace godwit
