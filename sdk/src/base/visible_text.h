// Text of somebody else, made fit for a log or a terminal.
//
// Control characters, escape sequences, marks that turn the direction of writing and bytes that are
// not UTF-8 become visible: `\n`, `\x1b`, `\u202e`. Everything else stays as it was written.
// Threads: none.
#pragma once

#include <string_view>

#include "base/bytes.h"

namespace godwit {

void append_visible(Bytes& out, std::string_view text);

// JSON text stays what it means: in its strings, what JSON allows and a terminal obeys is escaped.
void append_visible_in_json(Bytes& out, std::string_view json);

// The text of a JSON string (what stands between its quotes): its escapes are resolved first.
void append_visible_json(Bytes& out, std::string_view raw);

}  // namespace godwit
