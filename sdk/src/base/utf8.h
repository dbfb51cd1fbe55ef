// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace godwit {

// The length in bytes (1 to 4) of the character at the start of `text`; 0 if the bytes there are
// not UTF-8. `text` must not be empty.
[[nodiscard]] std::size_t utf8_character_length(std::string_view text);

[[nodiscard]] bool utf8_valid(std::string_view text);

// Replaces a character that cannot be read: U+FFFD, in UTF-8.
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Appends a code point that is not a surrogate.
void append_utf8(Bytes& out, std::uint32_t code_point);

}  // namespace godwit
