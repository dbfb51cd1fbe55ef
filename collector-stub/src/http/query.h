// Reading the query part of a request's target (application/x-www-form-urlencoded).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace godwit::collector {

// The value of `name`, percent-decoded; nothing where the query does not have it or where its
// encoding is broken. The first one counts.
[[nodiscard]] std::optional<std::string> query_value(std::string_view query, std::string_view name);

// The same as a whole number; `fallback` where it is missing, nothing where it is no number.
[[nodiscard]] std::optional<std::uint64_t> query_number(std::string_view query,
                                                        std::string_view name,
                                                        std::uint64_t fallback);

}  // namespace godwit::collector
