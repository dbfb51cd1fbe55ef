// Makes foreign text fit for a log or a terminal.
//
// Control characters, escape sequences, marks that change the direction of writing, and bytes that
// are not UTF-8 become visible: `
// `, `\x1b`, `\u202e`. All other text stays unchanged.
// Threads: none.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace godwit {

void append_visible(Bytes& out, std::string_view text);

// JSON text keeps its meaning: in its strings, characters that a terminal obeys are escaped.
void append_visible_in_json(Bytes& out, std::string_view json);

// The text of a JSON string (the part between its quotes): its escapes are resolved first.
void append_visible_json(Bytes& out, std::string_view raw);

}  // namespace godwit
