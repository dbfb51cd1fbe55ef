// Checks a configuration before anything is opened.
#pragma once

#include "godwit/config.h"
#include "godwit/status.h"

namespace godwit {

// Errors: invalid_argument, with the field and what to do.
[[nodiscard]] Status check_config(const Config& config);

// Errors: invalid_argument. A key is visible ASCII, so that it fits into a header as it is.
[[nodiscard]] Status check_key(std::string_view key);

}  // namespace godwit
