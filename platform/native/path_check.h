// Checks the paths of a configuration before anything is opened.
//
// A data directory that cannot be used is not an error, because the tracker then runs in memory.
// Two other things are errors: a path that nobody can mean, and a file of certificates that would
// fail every request.
// Threads: none; reads `ca_file`.
#pragma once

#include "godwit/config.h"
#include "godwit/status.h"

namespace godwit {

// Errors: invalid_argument, with the field, the path and advice.
[[nodiscard]] Status check_paths(const Config& config);

}  // namespace godwit
