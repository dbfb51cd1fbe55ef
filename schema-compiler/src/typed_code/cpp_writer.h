// Typed tracking code in C++: a header with a struct and a track() for each event.
#pragma once

#include <string>

#include "compiler/compiler.h"

namespace godwit::schema {

// The same schemas give the same text, in whatever order they come.
[[nodiscard]] std::string write_cpp(const CompiledSchemas& compiled);

}  // namespace godwit::schema
