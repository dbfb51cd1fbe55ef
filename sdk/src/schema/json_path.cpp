#include "schema/json_path.h"

#include "base/json_reader.h"

namespace godwit {
namespace {

// The reader's place in an object or array that it has entered.
struct Level {
  bool object;
  std::string_view key;  // With its escapes.
  std::uint64_t index;   // One more than the element's index.
};

void append_step(Bytes& out, const Level& level) {
  out.append('/');
  if (!level.object) {
    out.append_decimal(level.index - 1);
    return;
  }
  Bytes name;
  append_unescaped(name, level.key);
  for (const char c : name.view()) {
    if (c == '~' || c == '/') out.append('~');
    out.append(c == '~' ? '0' : c == '/' ? '1' : c);
  }
}

}  // namespace

void append_json_pointer(Bytes& out, std::string_view text, std::size_t offset) {
  Level levels[kJsonDepthMax];
  std::uint32_t depth = 0;
  JsonReader reader(text);
  for (reader.next(); reader.error() == nullptr && reader.token() != JsonToken::end;
       reader.next()) {
    const JsonToken token = reader.token();
    if (token == JsonToken::end_object || token == JsonToken::end_array) {
      --depth;
      continue;
    }
    if (token == JsonToken::key) {
      levels[depth - 1].key = reader.text();
    } else if (depth != 0) {
      ++levels[depth - 1].index;
    }
    if (reader.offset() >= offset) break;
    if (token == JsonToken::begin_object || token == JsonToken::begin_array) {
      levels[depth++] = {token == JsonToken::begin_object, {}, 0};
    }
  }
  for (std::uint32_t level = 0; level < depth; ++level) append_step(out, levels[level]);
}

}  // namespace godwit
