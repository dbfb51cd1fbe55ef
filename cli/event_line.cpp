#include "event_line.h"

#include <array>
#include <utility>

#include "base/repair.h"
#include "base/utf8.h"
#include "command_line/quoted.h"
#include "schema/schema_version.h"

namespace godwit::cli {
namespace {

using command_line::quoted;

// In the order of the readers in read_member().
constexpr std::array<std::string_view, 5> kMembers = {"name", "properties", "time", "priority",
                                                      "schema"};

constexpr std::array<std::pair<std::string_view, Priority>, kPriorityCount> kPriorities = {{
    {"immediate", Priority::immediate},
    {"normal", Priority::normal},
    {"deferred", Priority::deferred},
}};

// An unknown member's name may be as long as the line.
constexpr std::size_t kShownBytesMax = 64;

// The reason why a line's first bytes show another encoding, or a byte order mark; or empty.
std::string_view foreign_mark(std::string_view line) {
  if (line.starts_with("\xEF\xBB\xBF")) {
    return "it begins with a byte order mark, which JSON does not have";
  }
  if (line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF")) {
    return "it is UTF-16; JSON is UTF-8";
  }
  return {};
}

}  // namespace

bool EventLine::decline(std::string sentence) {
  error_ = std::move(sentence);
  return false;
}

// Maps an offset in the parsed text, which may be repaired, to a column of the given line, from 1.
std::size_t EventLine::column(std::size_t offset) const {
  if (!repaired()) return offset + 1;
  std::size_t at = 0;
  std::size_t ahead = 0;
  while (ahead < offset && at < given_.size()) {
    const JsonPiece piece = json_piece(given_.substr(at));
    at += piece.length;
    ahead += piece.broken ? kReplacement.size() : piece.length;
  }
  return at - (ahead - offset) + 1;
}

bool EventLine::parse(std::string_view line) {
  given_ = line;
  repaired_.clear();
  if (const std::string_view mark = foreign_mark(line); !mark.empty()) {
    return decline(std::string(mark));
  }
  if (parse_text(line)) return true;
  if (append_repaired_json(repaired_, line)) return parse_text(repaired_.view());
  repaired_.clear();
  return false;
}

bool EventLine::parse_text(std::string_view text) {
  const auto at_column = [this](const JsonReader& reader) {
    return std::string(reader.error()) + " (column " + std::to_string(column(reader.offset())) +
           ")";
  };
  name_ = {};
  properties_ = "{}";
  options_ = {};
  seen_ = 0;
  JsonReader reader(text, kJsonDepthMax);
  JsonToken token = reader.next();
  if (token != JsonToken::begin_object && token != JsonToken::error) {
    return decline("the line is not an object");
  }
  while ((token = reader.next()) == JsonToken::key) {
    if (!read_member(reader)) {
      return reader.token() == JsonToken::error ? decline(at_column(reader)) : false;
    }
  }
  if (token == JsonToken::end_object) token = reader.next();
  if (token != JsonToken::end) return decline(at_column(reader));
  if ((seen_ & 1) == 0) return decline("\"name\" is missing");
  return true;
}

bool EventLine::read_member(JsonReader& reader) {
  const std::string_view key = reader.text();
  std::size_t member = 0;
  while (member < kMembers.size() && !equals_unescaped(key, kMembers[member])) ++member;
  if (member == kMembers.size()) {
    const bool shown = key.size() <= kShownBytesMax;
    return decline("there is no member " + (shown ? quoted(key) : "of that name") +
                   "; an event has name, properties, time, priority and schema");
  }
  if ((seen_ >> member & 1) != 0) {
    return decline(quoted(kMembers[member]) + " is there twice");
  }
  seen_ |= 1u << member;
  reader.next();
  switch (member) {
    case 0:
      return read_name(reader);
    case 1:
      return read_properties(reader);
    case 2:
      return read_time(reader);
    case 3:
      return read_priority(reader);
    default:
      return read_schema(reader);
  }
}

bool EventLine::read_name(JsonReader& reader) {
  if (reader.token() != JsonToken::string) return decline("\"name\" is not a string");
  name_ = reader.text();
  if (reader.escaped()) {
    unescaped_name_.clear();
    append_unescaped(unescaped_name_, name_);
    name_ = unescaped_name_.view();
  }
  return true;
}

bool EventLine::read_properties(JsonReader& reader) {
  if (reader.token() != JsonToken::begin_object) return decline("\"properties\" is not an object");
  properties_ = reader.skip_value();
  return reader.token() != JsonToken::error;
}

bool EventLine::read_time(JsonReader& reader) {
  const std::string_view text = reader.text();
  if (reader.token() != JsonToken::number || text.find_first_of(".eE") != std::string_view::npos) {
    return decline("\"time\" is not a whole number of milliseconds since 1970");
  }
  std::int64_t ms = 0;
  // One that its type does not hold is out of the range that track() knows, too.
  if (!parse_whole_signed(text, ms)) ms = INT64_MAX;
  options_.time = WallTime{ms};
  return true;
}

bool EventLine::read_priority(JsonReader& reader) {
  if (reader.token() == JsonToken::string) {
    for (const auto& [word, priority] : kPriorities) {
      if (!equals_unescaped(reader.text(), word)) continue;
      options_.priority = priority;
      return true;
    }
  }
  return decline("\"priority\" is not \"immediate\", \"normal\" or \"deferred\"");
}

bool EventLine::read_schema(JsonReader& reader) {
  if (reader.token() == JsonToken::string) {
    Bytes unescaped;
    append_unescaped(unescaped, reader.text());
    options_.schema = parse_schema_version(unescaped.view());
    if (options_.schema) return true;
  }
  return decline("\"schema\" is not a version, MODEL-REVISION-ADDITION, such as \"1-0-2\"");
}

}  // namespace godwit::cli
