// Checks that a text is a regular expression of ECMA-262 (2023) under flag u, for `format: regex`.
//
// Only the form of \p{…} is checked, and nothing of names outside ASCII: the core does not have the
// necessary tables.
#pragma once

#include <cstddef>
#include <string_view>

namespace godwit {

// Longer texts, and groups that are nested more deeply, are refused.
inline constexpr std::size_t kRegexBytesMax = 4096;
inline constexpr std::size_t kRegexDepthMax = 128;

// `text` is UTF-8.
[[nodiscard]] bool is_regex(std::string_view text);

}  // namespace godwit
