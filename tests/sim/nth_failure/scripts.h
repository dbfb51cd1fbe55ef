// Scripts of an application that runs while a call of a port fails.
#pragma once

#include <vector>

#include "sim/nth_failure/stage.h"

namespace godwit::sim {

[[nodiscard]] const std::vector<Script>& scripts();

}  // namespace godwit::sim
