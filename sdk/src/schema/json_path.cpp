#include "schema/json_path.h"

#include "base/json_reader.h"

namespace godwit {
namespace {

void append_step(Bytes& out, std::string_view raw) {
  Bytes name;
  append_unescaped(name, raw);
  out.append('/');
  for (const char c : name.view()) {
    if (c == '~' || c == '/') out.append('~');
    out.append(c == '~' ? '0' : c == '/' ? '1' : c);
  }
}

}  // namespace

// Steps into the child that the offset lies in, until it is the child's own.
void append_json_pointer(Bytes& out, std::string_view text, std::size_t offset) {
  JsonReader reader(text);
  reader.next();
  while (reader.offset() < offset && reader.error() == nullptr) {
    const bool object = reader.token() == JsonToken::begin_object;
    for (std::uint64_t index = 0;; ++index) {
      reader.next();
      if (reader.error() != nullptr) return;
      JsonReader child = reader;  // To be gone back to.
      const std::string_view raw = reader.text();
      const std::size_t begin = reader.offset();
      reader.skip_value();
      if (offset >= reader.end_offset()) continue;
      if (object) {
        append_step(out, raw);
        if (begin == offset) return;
        child.next();
      } else {
        out.append('/');
        out.append_decimal(index);
      }
      reader = child;
      break;
    }
  }
}

}  // namespace godwit
