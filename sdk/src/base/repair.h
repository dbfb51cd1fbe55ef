// Repairing text that applications give: half a character never costs the event.
//
// Each half of a surrogate pair, escaped in JSON or written in bytes, and each sequence of bytes
// that is not UTF-8 becomes one U+FFFD; all else stays as it is (docs/protocol.md). Text that needs
// no repair is not copied. Pages do this in JavaScript, before the core sees the text; their module
// links functions of these names that repair nothing (wasm/bindings/no_repair.cpp).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/json_reader.h"

namespace godwit {

// Where utf8_character_length() is 0: the bytes that were to be one character, which are a lead
// byte and what follows of its continuation bytes, or else one byte.
[[nodiscard]] std::size_t broken_length(std::string_view text);

// Where `text` is not UTF-8, writes its repaired form to `storage`, makes `text` a view of that and
// returns true.
bool repair_text(std::string_view& text, Bytes& storage);

// As check_json(). What has halves of characters is repaired like text, and checked then; `storage`
// is empty where nothing was repaired.
[[nodiscard]] const char* check_and_repair_json(std::string_view& text, Bytes& storage,
                                                std::uint32_t depth_max,
                                                JsonToken first = JsonToken::error);

// The text of JSON up to the next place that may need repair, or what stands there.
struct JsonPiece {
  std::size_t length = 0;  // In bytes; at least one.
  bool broken = false;     // It becomes U+FFFD.
};

// `text` must not be empty.
[[nodiscard]] JsonPiece json_piece(std::string_view text);

// Appends `text`, repaired. Returns whether there was anything to repair.
bool append_repaired_json(Bytes& out, std::string_view text);

}  // namespace godwit
