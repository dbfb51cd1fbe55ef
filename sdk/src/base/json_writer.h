// Writes JSON (RFC 8259) text into a buffer, one value at a time.
//
// The caller writes commas, colons and brackets; these functions only make sure that each value is
// well-formed. Numbers with a fraction belong to the typed C++ front (properties.cpp), which is not
// linked into the browser's build.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace godwit {

// Appends `text` with its quotes. Returns false if `text` was not UTF-8; the appended text then has
// U+FFFD in place of each unreadable character (base/repair.h).
[[nodiscard]] bool append_json_string(Bytes& out, std::string_view text);

// Appends "key": for a key that needs no escape, with a comma before it unless it is the first in
// its object.
void append_json_key(Bytes& out, std::string_view key);

}  // namespace godwit
