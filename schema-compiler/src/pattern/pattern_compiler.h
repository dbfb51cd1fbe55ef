// Makes the regular expressions of a schema into tables for pattern_matches().
//
// The same pattern always gives the same table. However hostile, one of up to 4 KiB takes a fifth
// of a second at the most.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "pattern/pattern_syntax.h"

namespace godwit::schema {

enum class PatternForm : std::uint8_t { best, program };

// Replaces `table`, unless there is an error. The form is for tests: a program can always be asked
// for; the best form is an automaton where that is not out of proportion.
[[nodiscard]] std::optional<PatternError> compile_pattern(std::string_view pattern,
                                                          std::vector<std::uint32_t>& table,
                                                          PatternForm form = PatternForm::best);

// The error of a pattern by the rules of ECMA-262, if it has one. A feature that is only not
// supported here is no error.
[[nodiscard]] std::optional<PatternError> check_pattern_syntax(std::string_view pattern);

}  // namespace godwit::schema
