// What a schema asks of a value that is read in one piece.
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/schema_pack.h"

namespace godwit {

struct SchemaScalar {
  std::uint32_t type;    // pack::Type.
  std::string_view raw;  // A string without its quotes; of all else the text.
  std::uint32_t offset;  // Where it starts in the value's text.
};

// The type of a number as it is written: 1.0 and 1e2 are integers.
[[nodiscard]] std::uint32_t number_type(std::string_view raw);

// These return the clause that refuses the value, or pack::kNone.
[[nodiscard]] pack::Ref check_scalar(const SchemaPack& pack, const pack::Node& node,
                                     const SchemaScalar& scalar);
// `text` is the JSON text of an object or array.
[[nodiscard]] pack::Ref check_values(const SchemaPack& pack, const pack::Values& values,
                                     std::string_view text);

}  // namespace godwit
