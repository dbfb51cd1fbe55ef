// Reads the query part of a request's target (application/x-www-form-urlencoded).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace godwit::collector {

// The percent-decoded value of `name`. Empty if the query has no such name, or if its encoding is
// broken. If the name is there twice, the first one counts.
[[nodiscard]] std::optional<std::string> query_value(std::string_view query, std::string_view name);

// The value as a whole number; `fallback` if it is missing, empty if it is no number.
[[nodiscard]] std::optional<std::uint64_t> query_number(std::string_view query,
                                                        std::string_view name,
                                                        std::uint64_t fallback);

}  // namespace godwit::collector
