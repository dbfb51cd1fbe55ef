// Gives a place in a JSON text as a JSON pointer (RFC 6901).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/bytes.h"

namespace godwit {

// Appends the pointer to the value or key that starts at `offset` of the JSON text. A key has the
// pointer of its value.
void append_json_pointer(Bytes& out, std::string_view text, std::size_t offset);

}  // namespace godwit
