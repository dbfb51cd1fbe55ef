// The members of stat(2) that stores need.
#pragma once

#include "files/file_handle.h"

struct stat;

namespace godwit {

[[nodiscard]] FileState file_state(const struct stat& info);

}  // namespace godwit
