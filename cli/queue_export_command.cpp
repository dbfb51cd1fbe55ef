// `godwit queue export`: the queued events of a data directory, one line of JSON each.
#include "base/bytes.h"
#include "base/json_writer.h"
#include "base/uuid.h"
#include "command.h"
#include "inspect.h"
#include "output.h"
#include "queued_event.h"

namespace godwit::cli {
namespace {

constexpr std::size_t kWriteBytes = 256 * 1024;

// JSON text may hold line breaks between its tokens, and nowhere else.
void append_on_one_line(Bytes& out, std::string_view json) {
  for (;;) {
    const std::size_t line_break = json.find_first_of("\r\n");
    out.append(json.substr(0, line_break));
    if (line_break == std::string_view::npos) return;
    json.remove_prefix(line_break + 1);
  }
}

void append_line(Bytes& out, const InspectedEvent& event) {
  const QueuedEvent queued = read_queued_event(event);
  out.append('{');
  append_json_key(out, "stream");
  out.append('"');
  append_id(out, event.stream);
  out.append('"');
  append_json_key(out, "sequence");
  out.append_decimal(event.sequence);
  append_json_key(out, "name");
  out.append(queued.name);
  append_json_key(out, "properties");
  append_on_one_line(out, queued.properties);
  append_json_key(out, "time");
  out.append_decimal_signed(queued.wall_ms);
  append_json_key(out, "priority");
  out.append('"');
  out.append(priority_name(event.priority));
  out.append('"');
  append_json_key(out, "context");
  append_on_one_line(out, event.context_json.empty() ? "{}" : event.context_json);
  out.append("}\n");
}

}  // namespace

int run_queue_export(std::span<char* const> arguments) {
  QueueInspection queue;
  if (const std::optional<int> exit =
          inspect("queue export",
                  "Prints the queued events of a data directory, one line of JSON each. Reads a\n"
                  "copy, so the directory may be in use and does not change.",
                  arguments, queue)) {
    return *exit;
  }
  Bytes out;
  for (const InspectedEvent& event : queue.events) {
    append_line(out, event);
    if (out.size() < kWriteBytes) continue;
    if (!print_json(out.view())) return kFailed;
    out.clear();
  }
  return print_json(out.view()) ? kDone : kFailed;
}

}  // namespace godwit::cli
