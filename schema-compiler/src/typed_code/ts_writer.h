// Typed tracking code in TypeScript: a module with an interface and a function for each event.
#pragma once

#include <string>

#include "compiler/compiler.h"

namespace godwit::schema {

// The same schemas give the same text, in whatever order they come.
[[nodiscard]] std::string write_ts(const CompiledSchemas& compiled);

}  // namespace godwit::schema
