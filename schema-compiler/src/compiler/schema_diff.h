// The effect of a new version of a schema on values that were valid before, in the words of
// SchemaVer (Snowplow): MODEL, if none stays valid; REVISION, if some become invalid; ADDITION, if
// all stay valid.
//
// Judged from what the schemas ask for, conservatively: what cannot be compared, such as two
// different patterns, counts as a REVISION.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/compiler.h"

namespace godwit::schema {

enum class SchemaChange : std::uint8_t { none, addition, revision, model };

// "MODEL", …
[[nodiscard]] std::string_view name_of(SchemaChange change);

struct SchemaDifference {
  SchemaChange change;
  std::string pointer;  // To the values that it is about; "*" stands for any name or index.
  std::string sentence;
};

// The largest change of them is that of the whole; without any, both ask for the same.
[[nodiscard]] std::vector<SchemaDifference> compare_schemas(const CompiledSchemas& before,
                                                            const CompiledSchemas& after);

// The change that a step from one version to another promises.
[[nodiscard]] SchemaChange promised_change(const SchemaVersion& before, const SchemaVersion& after);

}  // namespace godwit::schema
