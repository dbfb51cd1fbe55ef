// What others wrote, made fit for a sentence: bounded, printable, and without secrets.
// Threads: none.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace godwit {

// Keeps both ends where the text is longer than `bytes_max` (at least 8), with dots between them.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t bytes_max);

// Visible ASCII of somebody else's text, as much as a sentence bears. Everything else, and what
// JSON escapes, is a question mark.
[[nodiscard]] std::string shown_text(std::string_view text);

// Scheme, host, port and path of a URL, shortened: no user, no password, no query, no fragment.
[[nodiscard]] std::string shown_url(std::string_view url);

// Scheme, host and port alone.
[[nodiscard]] std::string shown_origin(std::string_view url);

}  // namespace godwit
