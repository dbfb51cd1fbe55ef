// What a Retry-After header asks for (RFC 9110, section 10.2.3), read generously: a sender that
// wants a pause gets one.
//
// 64 bits on every platform, so that a date beyond 2038 is one everywhere.
// Threads: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace godwit {

// Seconds since 1970 of an HTTP date in any of its three forms; nothing where it is none.
[[nodiscard]] std::optional<std::int64_t> http_date(std::string_view text);

// Seconds, or a date: then the time from `now_s` to it. A fraction is rounded up; of several values
// with commas between them the longest counts; what is too large is the largest that fits. 0 for a
// date that has passed, a negative number and anything else.
// Units: `now_s` is seconds since 1970.
[[nodiscard]] std::int64_t retry_after_ms(std::string_view value, std::int64_t now_s);

}  // namespace godwit
