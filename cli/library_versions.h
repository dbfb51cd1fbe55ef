// The libraries that run beneath `godwit`, for reports of faults.
#pragma once

#include <string>

namespace godwit::cli {

// A line for each: "libcurl 7.88.1".
[[nodiscard]] std::string library_versions();

}  // namespace godwit::cli
