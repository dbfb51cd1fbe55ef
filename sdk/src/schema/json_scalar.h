// JSON values other than objects and arrays as JSON Schema compares them: numbers by what they
// amount to, strings by their characters.
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit {

// Both texts hold one JSON value each, and nothing else, of which one may be an object or array.
[[nodiscard]] bool json_scalar_equal(std::string_view a, std::string_view b);

// The same for all texts of equal scalars. Other programs can make texts of one hash.
[[nodiscard]] std::uint64_t json_scalar_hash(std::string_view text);

// The hash of a string whose characters, escapes not resolved, are `raw`.
[[nodiscard]] std::uint64_t json_string_hash(std::string_view raw);

// Whether the same characters stand in both, escapes not resolved.
[[nodiscard]] bool json_string_equal(std::string_view a, std::string_view b);

inline constexpr std::uint64_t kJsonHashBasis = 0xCBF29CE484222325;

// FNV-1a (Fowler, Noll, Vo), 64 bits.
[[nodiscard]] inline std::uint64_t mix_json_hash(std::uint64_t hash, std::uint64_t next) {
  return (hash ^ next) * 0x100000001B3;
}

// Spreads a hash over all bits (the finalizer of MurmurHash3, Appleby).
[[nodiscard]] std::uint64_t spread_json_hash(std::uint64_t hash);

}  // namespace godwit
