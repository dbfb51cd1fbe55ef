// Of stat(2), what stores ask for.
#pragma once

#include "files/file_handle.h"

struct stat;

namespace godwit {

[[nodiscard]] FileState file_state(const struct stat& info);

}  // namespace godwit
