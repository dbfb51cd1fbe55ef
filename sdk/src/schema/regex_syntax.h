// Whether a text is a regular expression of ECMA-262 (2023) under flag u: what `format: regex`
// asks.
//
// Of \p{…} only the form is checked, and of names outside ASCII nothing: the tables that would tell
// are not part of the core.
#pragma once

#include <cstddef>
#include <string_view>

namespace godwit {

// What is longer, or has groups nested more deeply, is refused.
inline constexpr std::size_t kRegexBytesMax = 4096;
inline constexpr std::size_t kRegexDepthMax = 128;

// `text` is UTF-8.
[[nodiscard]] bool is_regex(std::string_view text);

}  // namespace godwit
