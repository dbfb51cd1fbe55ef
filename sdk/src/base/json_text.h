// The text between the quotes of a JSON string, for readers and writers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace godwit {

// The length of the longest prefix without special characters: ASCII without control characters,
// quotes and backslashes.
[[nodiscard]] std::size_t json_plain_prefix(std::string_view text);

// read_json_escape() returns this for half a pair of surrogates.
inline constexpr char kLoneSurrogate[] = "an escaped surrogate stands alone";

// Reads the escape sequence at the start of `text`, a pair of surrogates as one, and moves behind
// it. Returns nullptr or the error. After an error it has moved behind the half (kLoneSurrogate),
// or to some place inside. `text` starts with a backslash.
[[nodiscard]] const char* read_json_escape(std::string_view& text, std::uint32_t& code_point);

}  // namespace godwit
