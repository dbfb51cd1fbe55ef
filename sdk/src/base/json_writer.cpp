#include "base/json_writer.h"

#include "base/json_text.h"
#include "base/repair.h"
#include "base/utf8.h"

namespace godwit {
namespace {

void append_escape(Bytes& out, char character) {
  constexpr char kDigits[] = "0123456789abcdef";
  constexpr std::string_view kShort = "btn_fr";  // For the controls from 8 on; 11 has none.
  const auto byte = static_cast<unsigned char>(character);
  out.append('\\');
  if (byte >= 0x20) {
    out.append(character);
  } else if (byte >= 8 && byte < 8 + kShort.size() && byte != 11) {
    out.append(kShort[byte - 8u]);
  } else {
    out.append("u00");
    out.append(kDigits[byte >> 4]);
    out.append(kDigits[byte & 15]);
  }
}

}  // namespace

bool append_json_string(Bytes& out, std::string_view text) {
  bool whole = true;
  out.append('"');
  for (;;) {
    const std::size_t run = json_plain_prefix(text);
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;
    std::size_t length = 1;
    if (static_cast<unsigned char>(text[0]) < 0x80) {
      append_escape(out, text[0]);
    } else {
      length = utf8_character_length(text);
      if (length == 0) {
        whole = false;
        length = broken_length(text);
        out.append(kReplacement);
      } else {
        out.append(text.substr(0, length));
      }
    }
    text.remove_prefix(length);
  }
  out.append('"');
  return whole;
}

void append_json_key(Bytes& out, std::string_view key) {
  if (!out.empty() && out.data()[out.size() - 1] != '{') out.append(',');
  out.append('"');
  out.append(key);
  out.append("\":");
}

}  // namespace godwit
