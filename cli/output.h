// Writing to file descriptors, whole or not at all.
//
// Threads: any; one call is one write(2) if the system takes it whole, so lines do not mix.
#pragma once

#include <string>
#include <string_view>

namespace godwit::cli {

// Returns false, with errno set, if the rest could not be written.
[[nodiscard]] bool write_all(int descriptor, std::string_view bytes);

// To standard output.
[[nodiscard]] bool print(std::string_view text);

// JSON to standard output, with escapes for characters that a terminal obeys. It means the same.
[[nodiscard]] bool print_json(std::string_view json);

// Foreign text, with characters that a terminal obeys made visible.
[[nodiscard]] std::string visible(std::string_view text);

// To standard error, as it is.
void print_error(std::string_view text);

// To standard error, as the line "godwit: SENTENCE", made visible.
void warn(std::string_view sentence);

}  // namespace godwit::cli
