// A comparison as a picture: one bar of joules for each policy, with a line at the optimum.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/evaluation.h"

namespace godwit::energy {

// An SVG document. It has no scripts and no fonts of its own, and reads on white and on black.
[[nodiscard]] std::string bar_chart(std::string_view title, std::span<const Evaluation> compared);

}  // namespace godwit::energy
