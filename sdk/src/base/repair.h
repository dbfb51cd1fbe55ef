// Repairs the application's text, so that half a character never costs the event.
//
// Each half of a surrogate pair, escaped in JSON or written in bytes, and each sequence of bytes
// that is not UTF-8 becomes one U+FFFD. All other text stays unchanged (docs/protocol.md). Text
// that needs no repair is not copied. A page repairs its text in JavaScript, before the core sees
// it. Its module links functions of these names that repair nothing (wasm/bindings/no_repair.cpp).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/json_reader.h"

namespace godwit {

// If utf8_character_length() is 0: the number of bytes that were meant as one character. These are
// a lead byte and its continuation bytes, or one byte.
[[nodiscard]] std::size_t broken_length(std::string_view text);

// If `text` is not UTF-8, writes its repaired form to `storage`, makes `text` a view of it, and
// returns true.
bool repair_text(std::string_view& text, Bytes& storage);

// Like check_json(), but halves of characters are repaired first. `storage` is empty if nothing was
// repaired.
[[nodiscard]] const char* check_and_repair_json(std::string_view& text, Bytes& storage,
                                                std::uint32_t depth_max,
                                                JsonToken first = JsonToken::error);

// The text of JSON up to the next place that may need repair, or that place itself.
struct JsonPiece {
  std::size_t length = 0;  // In bytes; at least one.
  bool broken = false;     // It becomes U+FFFD.
};

// `text` must not be empty.
[[nodiscard]] JsonPiece json_piece(std::string_view text);

// Appends `text`, repaired. Returns true if there was something to repair.
bool append_repaired_json(Bytes& out, std::string_view text);

}  // namespace godwit
