// The events of a folder, for those who write code for them.
#pragma once

#include <string>
#include <vector>

#include "compiler/compiler.h"
#include "typed_code/typed_model.h"

namespace godwit::schema {

// In the order of their names and versions.
[[nodiscard]] std::vector<EventModel> model_events(const CompiledSchemas& compiled);

// The schema's own description; empty if it has none.
[[nodiscard]] std::string describe(const CompiledSchemas& compiled, NodeId node);

}  // namespace godwit::schema
