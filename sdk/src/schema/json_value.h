// JSON values as JSON Schema compares them: numbers by what they amount to, strings by their
// characters, objects without regard to the order of their members.
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit {

// Both texts hold one JSON value each, and nothing else.
[[nodiscard]] bool json_equal(std::string_view a, std::string_view b);

// The same for all texts of equal values.
[[nodiscard]] std::uint64_t json_hash(std::string_view text);

}  // namespace godwit
