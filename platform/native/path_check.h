// Checks the paths of a configuration before anything is opened.
//
// A data directory that cannot be used is no error (the tracker then runs in memory), but a path
// that cannot be meant is; and so is a file of certificates that would fail every request.
// Threads: none; reads `ca_file`.
#pragma once

#include "godwit/config.h"
#include "godwit/status.h"

namespace godwit {

// Errors: invalid_argument, with the field, the path and what to do.
[[nodiscard]] Status check_paths(const Config& config);

}  // namespace godwit
