#include "store/event_line.h"

#include <algorithm>

#include "base/json_reader.h"
#include "base/uuid.h"
#include "schema/schema_version.h"

namespace godwit::collector {
namespace {

constexpr std::string_view kOrdinal = "{\"ordinal\":";

// In checked JSON, a raw line break can only stand between tokens, where a space means the same.
void append_in_one_line(Bytes& out, std::string_view json) {
  const std::size_t begin = out.size();
  out.append(json);
  char* const from = out.data() + begin;
  std::replace(from, from + json.size(), '\n', ' ');
  std::replace(from, from + json.size(), '\r', ' ');
}

}  // namespace

void EventLineWriter::begin_section(const Section& section, std::int64_t received_ms,
                                    std::string_view ip) {
  opened_ms_ = received_ms - static_cast<std::int64_t>(section.opened_ago_ms);
  stream_.assign(",\"stream\":\"");
  append_id(stream_, section.stream);
  stream_.append("\",\"sequence\":");

  tail_.assign(",\"received\":");
  tail_.append_decimal_signed(received_ms);
  tail_.append(",\"installation\":\"");
  append_id(tail_, section.installation);
  tail_.append("\",\"context\":");
  append_in_one_line(tail_, section.context);
  if (!ip.empty()) {
    tail_.append(",\"ip\":\"");
    tail_.append(ip);
    tail_.append('"');
  }
  if (section.wall_clock) tail_.append(",\"clock\":\"wall\"");
  tail_.append("}\n");
}

void EventLineWriter::append(Bytes& out, const ReceivedEvent& event, std::uint64_t ordinal) {
  out.append(kOrdinal);
  out.append_decimal(ordinal);
  out.append(stream_.view());
  out.append_decimal(event.sequence);
  out.append(",\"name\":\"");
  out.append(event.name);
  out.append("\",\"properties\":");
  append_in_one_line(out, event.properties);
  if (event.schema) {
    out.append(",\"schema\":\"");
    append_schema_version(out, *event.schema);
    out.append('"');
  }
  if (!event.mark.empty()) {
    out.append(",\"invalid\":\"");
    out.append(event.mark);
    out.append('"');
  }
  out.append(",\"time\":");
  out.append_decimal_signed(event.absolute ? event.time : opened_ms_ + event.time);
  out.append(tail_.view());
}

std::uint64_t line_ordinal(std::string_view line) {
  if (!line.starts_with(kOrdinal)) return 0;
  line.remove_prefix(kOrdinal.size());
  std::uint64_t ordinal = 0;
  return parse_whole(line.substr(0, line.find(',')), ordinal) ? ordinal : 0;
}

std::string_view line_string(std::string_view line, std::string_view member) {
  JsonReader reader(line);
  reader.next();
  while (reader.next() == JsonToken::key) {
    const bool wanted = reader.text() == member;
    reader.next();
    if (wanted) return reader.token() == JsonToken::string ? reader.text() : std::string_view();
    reader.skip_value();
  }
  return {};
}

}  // namespace godwit::collector
