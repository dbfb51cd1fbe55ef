#include "base/repair.h"

#include <bit>

#include "base/json_text.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace godwit {

std::size_t broken_length(std::string_view text) {
  const auto meant = static_cast<std::size_t>(std::countl_one(static_cast<std::uint8_t>(text[0])));
  std::size_t length = 1;
  if (meant > 4) return length;
  while (length < meant && length < text.size() &&
         (static_cast<std::uint8_t>(text[length]) & 0xC0) == 0x80) {
    ++length;
  }
  return length;
}

bool repair_text(std::string_view& text, Bytes& storage) {
  if (json_plain_prefix(text) == text.size() || utf8_valid(text)) return false;
  Bytes quoted;
  static_cast<void>(append_json_string(quoted, text));  // Repairs it; the result is read back.
  storage.clear();
  append_unescaped(storage, string_text(quoted.view()));
  text = storage.view();
  return true;
}

const char* check_and_repair_json(std::string_view& text, Bytes& storage, std::uint32_t depth_max,
                                  JsonToken first) {
  const char* const wrong = check_json(text, depth_max, first);
  if (wrong == nullptr) return nullptr;
  if (!append_repaired_json(storage, text)) {
    storage.clear();
    return wrong;
  }
  text = storage.view();
  return check_json(text, depth_max, first);
}

JsonPiece json_piece(std::string_view text) {
  const std::size_t plain = json_plain_prefix(text);
  if (plain != 0) return {plain, false};
  if (text[0] == '\\') {
    std::string_view rest = text;
    std::uint32_t ignored = 0;
    const bool broken = read_json_escape(rest, ignored) == kLoneSurrogate;
    return {text.size() - rest.size(), broken};
  }
  if (static_cast<unsigned char>(text[0]) < 0x80) return {1, false};
  const std::size_t length = utf8_character_length(text);
  return length != 0 ? JsonPiece{length, false} : JsonPiece{broken_length(text), true};
}

bool append_repaired_json(Bytes& out, std::string_view text) {
  bool repaired = false;
  while (!text.empty()) {
    const JsonPiece piece = json_piece(text);
    out.append(piece.broken ? kReplacement : text.substr(0, piece.length));
    text.remove_prefix(piece.length);
    repaired |= piece.broken;
  }
  return repaired;
}

}  // namespace godwit
