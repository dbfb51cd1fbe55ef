// The events of a folder, for those who write code for them.
#pragma once

#include <string>
#include <vector>

#include "compiler/compiler.h"
#include "typed_code/typed_model.h"

namespace godwit::schema {

// In the order of their names and versions.
[[nodiscard]] std::vector<EventModel> model_events(const CompiledSchemas& compiled);

// What the schema says of itself; empty where that is nothing.
[[nodiscard]] std::string describe(const CompiledSchemas& compiled, NodeId node);

}  // namespace godwit::schema
