// Where in a JSON text something stands, as a JSON pointer (RFC 6901).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/bytes.h"

namespace godwit {

// Appends the pointer to the value or key that starts at `offset` of the text, which is JSON. A
// key's is that of its value.
void append_json_pointer(Bytes& out, std::string_view text, std::size_t offset);

}  // namespace godwit
