// The library's sentences name fields of Config; people at a shell know them as flags.
#pragma once

#include <string>
#include <string_view>

namespace godwit::cli {

// The sentence with `--ca-file` in place of `transport.ca_file`, and so on.
[[nodiscard]] std::string with_flag_names(std::string_view sentence);

}  // namespace godwit::cli
