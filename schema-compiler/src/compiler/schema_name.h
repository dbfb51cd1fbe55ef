// A schema's name and version.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/json_document.h"
#include "schema/schema_pack.h"

namespace godwit::schema {

struct SchemaName {
  std::string name;
  SchemaVersion version;
};

// "2-0-1".
[[nodiscard]] std::string to_string(const SchemaVersion& version);

// From the schema's `self` block, if it has one, else from the file's path in its folder. Nothing,
// and a sentence why, where `self` is no good.
[[nodiscard]] std::optional<SchemaName> name_schema(const JsonValue& schema, std::string path,
                                                    std::string& why);

}  // namespace godwit::schema
