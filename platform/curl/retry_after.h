// Reads a Retry-After header (RFC 9110, section 10.2.3) generously: a server that wants a pause
// gets one.
//
// Numbers have 64 bits on every platform, so dates beyond 2038 are read correctly everywhere.
// Threads: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace godwit {

// Seconds since 1970 of an HTTP date in any of its three forms; empty if the text is no date.
[[nodiscard]] std::optional<std::int64_t> http_date(std::string_view text);

// Reads seconds, or a date as the time from `now_s` to it. A fraction is rounded up. Of several
// values with commas between them, the longest counts. A value that is too large becomes the
// largest that fits. A past date, a negative number and anything else give 0.
// Units: `now_s` is seconds since 1970.
[[nodiscard]] std::int64_t retry_after_ms(std::string_view value, std::int64_t now_s);

}  // namespace godwit
