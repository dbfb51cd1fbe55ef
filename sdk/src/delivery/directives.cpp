#include "delivery/directives.h"

namespace godwit {
namespace {

std::int64_t clamp(std::uint64_t value, std::int64_t low, std::int64_t high) {
  if (value > static_cast<std::uint64_t>(high)) return high;
  return static_cast<std::int64_t>(value) < low ? low : static_cast<std::int64_t>(value);
}

void read_names(JsonReader& reader, Bytes& names) {
  names.clear();  // Of two lists the last one counts, as of any member.
  std::uint32_t count = 0;
  for (JsonToken token = reader.next(); token != JsonToken::end_array && token != JsonToken::error;
       token = reader.next()) {
    if (token != JsonToken::string || count++ >= kDirectiveNamesMax) {
      reader.skip_value();
      continue;
    }
    const std::size_t begin = names.size();
    append_unescaped(names, reader.text());
    if (names.view().find('\0', begin) == std::string_view::npos) {
      names.append('\0');
    } else {
      names.truncate(begin);  // It would read as two.
    }
  }
}

}  // namespace

bool Directives::switched_off(std::string_view name) const {
  std::string_view rest = off.view();
  while (!rest.empty()) {
    const std::size_t end = rest.find('\0');
    if (rest.substr(0, end) == name) return true;
    rest.remove_prefix(end + 1);
  }
  return false;
}

bool read_directives(JsonReader& reader, std::int64_t now_ms, Directives& out) {
  if (reader.token() != JsonToken::begin_object) {
    reader.skip_value();
    return false;
  }
  JsonToken token = reader.next();
  for (; token == JsonToken::key; token = reader.next()) {
    const std::string_view key = reader.text();
    token = reader.next();
    std::uint64_t number = 0;
    if (key == "off" && token == JsonToken::begin_array) {
      read_names(reader, out.off);
    } else if (token == JsonToken::number && parse_whole(reader.text(), number)) {
      if (key == "expires_in_ms") {
        out.expires_ms = now_ms + clamp(number, kDirectiveExpiryMinMs, kDirectiveExpiryMaxMs);
      } else if (key == "flush_interval_ms") {
        out.flush_interval_ms =
            clamp(number, kDirectiveFlushIntervalMinMs, kDirectiveFlushIntervalMaxMs);
      } else if (key == "sampling_permille") {
        out.sampling_permille = static_cast<std::uint32_t>(clamp(number, 0, kSamplingAllPermille));
      }
    } else {
      reader.skip_value();
    }
  }
  return token == JsonToken::end_object && out.expires_ms != 0;
}

}  // namespace godwit
