// What formats ask of a string that no pattern can say.
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/pack_format.h"

namespace godwit {

// `raw` are the string's characters, escapes not resolved; they match the format's pattern.
// `table`: of a_labels, the pattern of labels that are forbidden.
[[nodiscard]] bool string_rule_holds(pack::StringRule rule, const std::uint32_t* table,
                                     std::string_view raw);

}  // namespace godwit
