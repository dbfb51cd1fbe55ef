// Compares JSON values other than objects and arrays as JSON Schema does: numbers by their value,
// strings by their characters.
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit {

// Each text is one JSON value and nothing else; one of them may be an object or array.
[[nodiscard]] bool json_scalar_equal(std::string_view a, std::string_view b);

// Equal for all texts of equal scalars. Others can construct different texts with the same hash.
[[nodiscard]] std::uint64_t json_scalar_hash(std::string_view text);

// The hash of a string; `raw` is its characters with their escapes.
[[nodiscard]] std::uint64_t json_string_hash(std::string_view raw);

// True if both have the same characters; both may have escapes.
[[nodiscard]] bool json_string_equal(std::string_view a, std::string_view b);

inline constexpr std::uint64_t kJsonHashBasis = 0xCBF29CE484222325;

// FNV-1a (Fowler, Noll, Vo), 64 bits.
[[nodiscard]] inline std::uint64_t mix_json_hash(std::uint64_t hash, std::uint64_t next) {
  return (hash ^ next) * 0x100000001B3;
}

// Spreads a hash over all bits (the finalizer of MurmurHash3, Appleby).
[[nodiscard]] std::uint64_t spread_json_hash(std::uint64_t hash);

}  // namespace godwit
