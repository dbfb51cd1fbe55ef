// Compares JSON values as JSON Schema does: numbers by their value, strings by their characters,
// objects without regard to the order of their members.
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit {

// Each text is one JSON value and nothing else.
[[nodiscard]] bool json_equal(std::string_view a, std::string_view b);

// Equal for all texts of equal values.
[[nodiscard]] std::uint64_t json_hash(std::string_view text);

}  // namespace godwit
