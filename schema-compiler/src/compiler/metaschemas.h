// The metaschemas of the drafts, so that schemas can refer to them.
#pragma once

#include <string>

namespace godwit::schema {

// The text of a metaschema by its URI, or nullptr.
[[nodiscard]] const char* metaschema(const std::string& uri);

}  // namespace godwit::schema
