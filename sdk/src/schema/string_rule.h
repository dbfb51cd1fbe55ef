// What formats ask of a string that no pattern can say.
#pragma once

#include <string_view>

#include "schema/pack_format.h"

namespace godwit {

// `raw` are the string's characters, escapes not resolved; they match the format's pattern.
[[nodiscard]] bool string_rule_holds(pack::StringRule rule, std::string_view raw);

}  // namespace godwit
