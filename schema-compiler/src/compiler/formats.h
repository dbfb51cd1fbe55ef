// The values of `format` that are checked, as patterns and, where no pattern can say it, a rule.
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/pack_format.h"

namespace godwit::schema {

struct Format {
  std::string_view name;
  std::string_view pattern;  // ECMA-262 under flag u; empty for none.
  std::string_view sentence;
  pack::StringRule rule = pack::StringRule::none;
  std::string_view other_pattern = {};  // Must match, too.
  std::string_view rule_pattern = {};   // That the rule asks.
};

// nullptr where the format is not one of those that are checked.
[[nodiscard]] const Format* find_format(std::string_view name);

}  // namespace godwit::schema
