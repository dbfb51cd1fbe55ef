#include "wire/event_parser.h"

#include "schema/schema_version.h"

namespace godwit::collector {
namespace {

// The client gets the first error only.
void blame(ReceivedEvent& event, RefusalCode code, std::string_view pointer,
           std::string_view message) {
  if (!event.verdict.refused()) event.verdict = {code, pointer, message};
}

// A sentence with the limit's present value.
std::string_view with_bytes(TextArena& texts, std::string_view before, std::size_t bytes,
                            std::string_view behind) {
  Bytes sentence;
  sentence.append(before);
  sentence.append_decimal(bytes);
  sentence.append(behind);
  return texts.keep(sentence.view());
}

void judge_name(const JsonReader& reader, const Limits& limits, ReceivedEvent& event,
                TextArena& texts) {
  if (reader.token() != JsonToken::string) {
    return blame(event, RefusalCode::invalid_name, "/n", "The name must be a string.");
  }
  event.name = reader.text();
  std::size_t size = event.name.size();
  if (reader.escaped()) {
    char lent[512];
    Bytes resolved{std::span<char>(lent)};
    append_unescaped(resolved, event.name);
    size = resolved.size();
  }
  if (size == 0) {
    blame(event, RefusalCode::invalid_name, "/n", "The name is empty; give the event a name.");
  } else if (size > limits.name_bytes_max) {
    blame(event, RefusalCode::invalid_name, "/n",
          with_bytes(texts, "The name is longer than ", limits.name_bytes_max,
                     " bytes; shorten it."));
  }
}

void judge_time(const JsonReader& reader, bool absolute, ReceivedEvent& event) {
  const std::string_view pointer = absolute ? "/at" : "/t";
  std::int64_t time = 0;
  if (reader.token() != JsonToken::number || !parse_whole_signed(reader.text(), time)) {
    return blame(event, RefusalCode::invalid_time, pointer,
                 "The time must be a whole number of milliseconds, without fraction or exponent.");
  }
  constexpr auto kMax = static_cast<std::int64_t>(kWireNumberMax);
  if (time > kMax || time < -kMax) {
    return blame(event, RefusalCode::invalid_time, pointer,
                 "The time is outside of what a double holds exactly (2^53 milliseconds).");
  }
  event.time = time;
  event.absolute = absolute;
}

void judge_properties(const JsonReader& reader, ReceivedEvent& event) {
  if (reader.token() != JsonToken::begin_object) {
    blame(event, RefusalCode::invalid_properties, "/p", "The properties must be an object.");
  }
}

void judge_version(const JsonReader& reader, ReceivedEvent& event) {
  event.schema.reset();
  if (reader.token() == JsonToken::string) {
    char lent[64];
    Bytes resolved{std::span<char>(lent)};
    if (reader.escaped()) append_unescaped(resolved, reader.text());
    event.schema = parse_schema_version(reader.escaped() ? resolved.view() : reader.text());
  }
  if (event.schema) return;
  blame(event, RefusalCode::invalid_schema, "/s",
        "The schema's version must be MODEL-REVISION-ADDITION, such as \"1-0-2\".");
}

void judge_mark(const JsonReader& reader, ReceivedEvent& event) {
  event.mark = reader.text();
  if (reader.token() != JsonToken::string) {
    blame(event, RefusalCode::invalid_schema, "/x",
          "The mark must be a string that says how the event violates its schema.");
  }
}

void judge_whole(ReceivedEvent& event, const Limits& limits, TextArena& texts, std::size_t bytes,
                 bool relative, bool absolute, bool named) {
  if (bytes > limits.event_bytes_max) {
    event.verdict = {RefusalCode::too_large, "",
                     with_bytes(texts, "The event is larger than ", limits.event_bytes_max,
                                " bytes; send less.")};
    return;
  }
  if (!named) blame(event, RefusalCode::invalid_name, "/n", "The event has no name; add \"n\".");
  if (relative && absolute) {
    blame(event, RefusalCode::invalid_time, "/at", "The event has both t and at; send one.");
  } else if (!relative && !absolute) {
    blame(event, RefusalCode::invalid_time, "/t", "The event has no time; add \"t\" or \"at\".");
  }
}

}  // namespace

void parse_event(JsonReader& reader, const Limits& limits, EventJudge* judge, ReceivedEvent& event,
                 TextArena& texts) {
  const std::size_t begin = reader.offset();
  event.properties = "{}";
  bool named = false;
  bool relative = false;
  bool absolute = false;
  while (reader.next() == JsonToken::key) {
    const std::string_view key = reader.text();
    reader.next();
    if (equals_unescaped(key, "n")) {
      named = true;
      judge_name(reader, limits, event, texts);
      reader.skip_value();
    } else if (equals_unescaped(key, "p")) {
      judge_properties(reader, event);
      event.properties = reader.skip_value();
    } else if (equals_unescaped(key, "t")) {
      relative = true;
      judge_time(reader, false, event);
      reader.skip_value();
    } else if (equals_unescaped(key, "at")) {
      absolute = true;
      judge_time(reader, true, event);
      reader.skip_value();
    } else if (equals_unescaped(key, "s")) {
      judge_version(reader, event);
      reader.skip_value();
    } else if (equals_unescaped(key, "x")) {
      judge_mark(reader, event);
      reader.skip_value();
    } else {
      reader.skip_value();
    }
  }
  judge_whole(event, limits, texts, reader.end_offset() - begin, relative, absolute, named);
  const bool read = reader.token() != JsonToken::error;
  if (judge != nullptr && read && !event.verdict.refused()) judge->judge(event, texts);
}

}  // namespace godwit::collector
