// What stands between the quotes of a JSON string, for those who read it and those who write it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace godwit {

// The length of the longest prefix that needs no care: ASCII without control characters, quotes
// and backslashes.
[[nodiscard]] std::size_t json_plain_prefix(std::string_view text);

// What read_json_escape() says of half a pair of surrogates.
inline constexpr char kLoneSurrogate[] = "an escaped surrogate stands alone";

// Reads the escape sequence at the start of `text`, a pair of surrogates as one, and moves behind
// it. Returns nullptr, or what is wrong with it; it has then moved behind the half that is
// kLoneSurrogate, or somewhere inside. `text` starts with a backslash.
[[nodiscard]] const char* read_json_escape(std::string_view& text, std::uint32_t& code_point);

}  // namespace godwit
