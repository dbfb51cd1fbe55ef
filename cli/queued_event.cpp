#include "queued_event.h"

#include "base/json_reader.h"

namespace godwit::cli {

QueuedEvent read_queued_event(const InspectedEvent& event) {
  QueuedEvent queued;
  queued.wall_ms = event.opened_wall_ms;
  JsonReader reader(event.event_json, kJsonDepthMax);
  reader.next();
  while (reader.next() == JsonToken::key) {
    const std::string_view key = reader.text();
    const std::string_view value = reader.skip_value();
    std::int64_t ms = 0;
    if (key == "n") {
      queued.name = value;
    } else if (key == "p") {
      queued.properties = value;
    } else if (key == "t" && parse_whole_signed(value, ms)) {
      queued.wall_ms = event.opened_wall_ms + ms;
    } else if (key == "at" && parse_whole_signed(value, ms)) {
      queued.wall_ms = ms;
    }
  }
  return queued;
}

std::string_view priority_name(Priority priority) {
  switch (priority) {
#define GODWIT_PRIORITY(number, name) \
  case Priority::name:                \
    return #name;
#include "interface/enumerations.def"
  }
  return "unknown";
}

}  // namespace godwit::cli
