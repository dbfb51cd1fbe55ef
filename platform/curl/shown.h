// Makes foreign text fit for a sentence: bounded, printable, and without secrets.
// Threads: none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace godwit {

// Keeps both ends of a text longer than `bytes_max` (at least 8), with dots between them.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t bytes_max);

// Keeps the visible ASCII of a foreign text, up to a sensible length. All other characters, and
// those that JSON escapes, become question marks.
[[nodiscard]] std::string shown_text(std::string_view text);

// Scheme, host, port and path of a URL, shortened: no user, no password, no query, no fragment.
[[nodiscard]] std::string shown_url(std::string_view url);

// Only scheme, host and port.
[[nodiscard]] std::string shown_origin(std::string_view url);

}  // namespace godwit
