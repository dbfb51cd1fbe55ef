// Computes the rules that values made by typed code may still break.
//
// Types hold: types, enums, constants, which properties there are and which are required. Lengths,
// patterns, formats, bounds, counts, uniqueness, dependencies and all joined schemas remain, and of
// JSON text everything does.
#pragma once

#include <vector>

#include "typed_code/typed_model.h"

namespace godwit::schema {

// Appends nodes that ask for the rest, and returns the one to begin with: kAnythingNode where
// nothing remains.
[[nodiscard]] NodeId residual(const EventModel& model, std::vector<Node>& nodes);

}  // namespace godwit::schema
