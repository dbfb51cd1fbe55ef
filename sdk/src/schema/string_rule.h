// Checks the requirements of formats that no pattern can express.
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/pack_format.h"

namespace godwit {

// `raw` is the string's characters, with their escapes; they match the format's pattern. `table`:
// for a_labels, the pattern of forbidden labels.
[[nodiscard]] bool string_rule_holds(pack::StringRule rule, const std::uint32_t* table,
                                     std::string_view raw);

}  // namespace godwit
