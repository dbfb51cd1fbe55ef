// `godwit queue status`: the contents of a data directory, as one JSON object.
#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "command.h"
#include "inspect.h"
#include "output.h"
#include "queued_event.h"

namespace godwit::cli {
namespace {

using Json = nlohmann::ordered_json;

Json id_json(const Id& id) {
  if (id.empty()) return nullptr;
  Bytes text;
  append_id(text, id);
  return text.view();
}

Json consent_json(std::optional<Consent> consent) {
  if (!consent) return nullptr;
  switch (*consent) {
#define GODWIT_CONSENT(number, name) \
  case Consent::name:                \
    return #name;
#include "interface/enumerations.def"
  }
  return nullptr;
}

std::int64_t wall_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// The queued events of one stream.
struct Tally {
  std::uint64_t count = 0;
  std::uint64_t first = UINT64_MAX;
  std::uint64_t last = 0;
};

struct Totals {
  std::map<std::array<std::uint8_t, 16>, Tally> streams;
  std::array<std::uint64_t, kPriorityCount> priorities{};
  std::uint64_t staged = 0;
  std::int64_t oldest_wall_ms = INT64_MAX;
};

Totals count(const std::vector<InspectedEvent>& events) {
  Totals totals;
  for (const InspectedEvent& event : events) {
    Tally& stream = totals.streams[event.stream.bytes];
    ++stream.count;
    stream.first = std::min(stream.first, event.sequence);
    stream.last = std::max(stream.last, event.sequence);
    ++totals.priorities[static_cast<std::size_t>(event.priority)];
    totals.staged += event.staged ? 1 : 0;
    totals.oldest_wall_ms = std::min(totals.oldest_wall_ms, read_queued_event(event).wall_ms);
  }
  return totals;
}

Json stream_json(const InspectedStream& stream, const Totals& totals) {
  const auto found = totals.streams.find(stream.stream.bytes);
  const bool any = found != totals.streams.end();
  return {
      {"stream", id_json(stream.stream)},
      {"opened_at", stream.opened_wall_ms},
      {"queued_events", any ? found->second.count : 0},
      {"first", any ? Json(found->second.first) : Json()},
      {"last", any ? Json(found->second.last) : Json()},
      {"acked_below", stream.acked_below},
      {"last_accepted", stream.last_accepted},
      {"dropped", stream.dropped_events},
  };
}

Json status_json(const QueueInspection& queue) {
  const Totals totals = count(queue.events);
  Json priorities = Json::object();
  for (std::size_t priority = 0; priority < kPriorityCount; ++priority) {
    priorities.emplace(priority_name(static_cast<Priority>(priority)), totals.priorities[priority]);
  }
  Json streams = Json::array();
  for (const InspectedStream& stream : queue.streams) {
    streams.push_back(stream_json(stream, totals));
  }
  Json oldest_age;
  if (!queue.events.empty()) {
    oldest_age = std::max<std::int64_t>(0, wall_ms() - totals.oldest_wall_ms);
  }
  Json not_before;
  if (queue.retry_not_before_wall_ms != 0) not_before = queue.retry_not_before_wall_ms;
  return {
      {"installation", id_json(queue.installation)},
      {"consent", consent_json(queue.consent)},
      {"queued_events", queue.events.size()},
      {"staged_events", totals.staged},
      {"queued_bytes", queue.stored_bytes},
      {"damaged_bytes", queue.damaged_bytes},
      {"oldest_age_ms", oldest_age},
      {"priorities", priorities},
      {"retry", {{"attempts", queue.retry_attempts}, {"not_before", not_before}}},
      {"switched_off", queue.switched_off},
      {"streams", streams},
  };
}

}  // namespace

int run_queue_status(std::span<char* const> arguments) {
  QueueInspection queue;
  if (const std::optional<int> exit =
          inspect("queue status",
                  "Prints the state of a data directory's queue as JSON. Reads a copy, so the\n"
                  "directory may be in use and does not change.",
                  arguments, queue)) {
    return *exit;
  }
  return print(status_json(queue).dump(2) + "\n") ? kDone : kFailed;
}

}  // namespace godwit::cli
