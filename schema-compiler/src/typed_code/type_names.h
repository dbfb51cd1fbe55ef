// The names of schemas, their properties and their values in generated code.
//
// A name depends on the named thing alone: nothing else in the folder changes it. Different
// things never get one name, and what is an identifier mostly keeps its spelling.
//
// identifier(), for properties and the values of enums:
// - ASCII letters, digits and single underscores stay. A run of all else becomes `_x`, the bytes in
//   hexadecimal, `_`: `a-b` is `a_x2d_b`. So do underscores beside such a run or each other, one
//   before `x` and two hexadecimal digits, and one at the start unless a small letter other than x
//   follows. The empty text is `_x_`.
// - A digit at the start gets `_` before it: `_1st`.
// - Keywords, and words that system headers are known to define as macros, get `_` behind them:
//   `class_`. A text that is such a word and an underscore becomes `class_x5f_`.
//
// event_name(), for a schema VENDOR/NAME of some version:
// - The type is NAME and the version. `product_viewed`, small words of at least two characters that
//   start with letters, becomes `ProductViewed_1_0_2`. All else is spelled as identifiers are, and
//   what then looks like one of those gets `_x`: `ProductViewed` becomes `ProductViewed_x_1_0_2`.
// - VENDOR becomes namespaces, one for each of its folders: `com.acme` is `com_acme`; small words
//   that underscores join are `joinedWords`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/schema_pack.h"

namespace godwit::schema {

struct EventName {
  std::vector<std::string> namespaces;
  std::string type;
};

[[nodiscard]] EventName event_name(std::string_view schema, const SchemaVersion& version);

[[nodiscard]] std::string identifier(std::string_view text);

// Words that start with capitals, for types inside an event, whose names need not differ by
// themselves: `unit_price` is `UnitPrice`.
[[nodiscard]] std::string capital_words(std::string_view text);

}  // namespace godwit::schema
