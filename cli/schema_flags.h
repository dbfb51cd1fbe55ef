// The flags that all commands with a schema compiler share.
#pragma once

#include "compiler/compiler.h"
#include "flags.h"

namespace godwit::cli {

// Lifetime: `options` must outlive the flags.
void add_compiler_flags(command_line::Flags& flags, schema::CompilerOptions& options);

// Says the warnings, and the errors if there are any. Returns false then.
[[nodiscard]] bool report(const schema::CompiledSchemas& compiled);

}  // namespace godwit::cli
