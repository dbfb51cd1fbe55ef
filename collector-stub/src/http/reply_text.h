// Writes a reply as the bytes of HTTP/1.1.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "http/message.h"

namespace godwit::collector {

[[nodiscard]] std::string_view reason_phrase(unsigned status);

// Appends the whole reply: status line, headers, body.
void append_reply(Bytes& out, const Reply& reply);

// Removes CR, LF and other control characters, so that a foreign value cannot end its line.
[[nodiscard]] std::string header_text(std::string_view text);

// A header line for Reply::headers, of header_text().
[[nodiscard]] std::string header_line(std::string_view name, std::string_view value);

}  // namespace godwit::collector
