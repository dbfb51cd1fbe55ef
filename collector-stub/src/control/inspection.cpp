#include "control/inspection.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json_writer.h"
#include "base/uuid.h"
#include "http/query.h"
#include "store/event_pages.h"

namespace godwit::collector {
namespace {

constexpr std::string_view kNdjson = "application/x-ndjson";

void append_member(Bytes& out, std::string_view key, std::uint64_t number) {
  append_json_key(out, key);
  out.append_decimal(number);
}

void append_member(Bytes& out, std::string_view key, const Id& id) {
  append_json_key(out, key);
  if (id.empty()) {
    out.append("null");
    return;
  }
  out.append('"');
  append_id(out, id);
  out.append('"');
}

void append_gaps(Bytes& out, const StreamState& state, std::size_t count_max) {
  append_json_key(out, "gaps");
  out.append('[');
  bool first = true;
  for (const Interval& gap : state.missing_parts(count_max)) {
    if (!first) out.append(',');
    first = false;
    out.append('[');
    out.append_decimal(gap.first);
    out.append(',');
    out.append_decimal(gap.last);
    out.append(']');
  }
  out.append(']');
}

void append_drops(Bytes& out, const StreamState& state, std::size_t count_max) {
  append_json_key(out, "dropped");
  out.append('[');
  std::size_t count = 0;
  for (const Drop& drop : state.dropped.drops()) {
    if (count == count_max) break;
    if (count++ != 0) out.append(',');
    out.append('[');
    out.append_decimal(drop.first);
    out.append(',');
    out.append_decimal(drop.last);
    out.append(",\"");
    out.append(to_string(drop.reason));
    out.append("\"]");
  }
  out.append(']');
}

void append_stream(Bytes& out, const Id& stream, const StreamState& state, std::size_t parts_max) {
  Bytes line;
  line.append('{');
  append_member(line, "stream", stream);
  append_member(line, "installation", state.installation);
  append_member(line, "first", state.first);
  append_member(line, "acked_below", state.acked_below);
  append_member(line, "last_accepted", state.last_accepted);
  append_json_key(line, "final");
  line.append(state.final ? "true" : "false");
  append_member(line, "stored", state.stored.count());
  append_member(line, "missing", state.missing());
  append_gaps(line, state, parts_max);
  append_drops(line, state, parts_max);
  line.append("}\n");
  out.append(line.view());
}

}  // namespace

Inspection::Inspection(const Options& options, Loop& loop, Store& store)
    : options_(options),
      store_(store),
      waiters_(loop, [this](bool reached) { return operator_reply(summary_text(reached)); }) {}

Bytes Inspection::summary_text(std::optional<bool> reached) const {
  const Totals& totals = store_.totals();
  std::uint64_t missing = totals.forgotten_missing;
  DropCounts drops = totals.forgotten_drops;
  for (const auto& [id, state] : store_.streams()) {
    missing += state.missing();
    state.add_drops_to(drops);
  }
  Bytes out;
  out.append('{');
  if (reached) {
    append_json_key(out, "reached");
    out.append(*reached ? "true" : "false");
  }
  append_member(out, "accepted", totals.accepted);
  append_member(out, "unique", store_.files().events());
  append_member(out, "duplicates", totals.duplicates);
  append_member(out, "refused", totals.refused);
  append_member(out, "refused_by_schema", totals.refused_by_schema);
  append_member(out, "marked", totals.marked);
  append_member(out, "missing", missing);
  append_member(out, "streams", store_.streams().size() + totals.forgotten_streams);
  append_member(out, "bytes", totals.bytes);
  append_member(out, "requests", totals.requests);
  append_member(out, "connections", totals.connections);
  append_json_key(out, "dropped");
  out.append('{');
  for (std::size_t index = 0; index < kDropReasonCount; ++index) {
    append_member(out, to_string(static_cast<DropReason>(index)), drops[index]);
  }
  out.append("}}\n");
  return out;
}

Reply Inspection::summary() const {
  return operator_reply(summary_text(std::nullopt));
}

Reply Inspection::streams() const {
  std::vector<const Store::Streams::value_type*> sorted;
  for (const auto& entry : store_.streams()) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first.bytes < b->first.bytes; });
  if (sorted.size() > options_.limits.inspect_streams_max) {
    sorted.resize(options_.limits.inspect_streams_max);
  }
  Bytes out;
  for (const auto* entry : sorted) {
    append_stream(out, entry->first, entry->second, options_.limits.inspect_gaps_max);
  }
  return operator_reply(std::move(out), std::string(kNdjson));
}

Reply Inspection::events(const Request& request) {
  const Limits& limits = options_.limits;
  const auto after = query_number(request.query, "after", 0);
  const auto lines = query_number(request.query, "limit", limits.inspect_events_default);
  if (!after || !lines) {
    return operator_error({400, "", "after and limit must be whole numbers."});
  }
  PageQuery page;
  page.after = *after;
  page.lines_max =
      static_cast<std::size_t>(std::min<std::uint64_t>(*lines, limits.inspect_events_max));
  page.bytes_max = limits.inspect_page_bytes_max;
  page.name = query_value(request.query, "name");
  Bytes out;
  const Status status = store_.read_page(page, out);
  if (!status.ok()) return storage_error(options_.log, status, "Repair that, then ask again.");
  return operator_reply(std::move(out), std::string(kNdjson));
}

Reply Inspection::refusals() const {
  Bytes out;
  for (const std::string& line : refusals_) out.append(line);
  return operator_reply(std::move(out), std::string(kNdjson));
}

void Inspection::wait(const ExchangePtr& exchange) {
  const Request& request = exchange->request();
  const auto wait_max = static_cast<std::uint64_t>(options_.limits.wait_time_max.count());
  const auto unique = query_number(request.query, "unique", 0);
  const auto timeout = query_number(request.query, "timeout_ms", wait_max);
  if (!unique || !timeout) {
    return exchange->reply(
        operator_error({400, "", "unique and timeout_ms must be whole numbers."}));
  }
  if (waiters_.size() >= options_.limits.waiters_max) {
    return exchange->reply(operator_error({503, "", "Too many requests are waiting already."}));
  }
  waiters_.add(exchange, *unique,
               std::chrono::milliseconds(static_cast<std::int64_t>(std::min(*timeout, wait_max))));
  waiters_.check(store_.files().events());
}

void Inspection::forget() {
  refusals_.clear();
}

void Inspection::refused(const Batch& batch, const Refusal& refusal, std::int64_t received_ms) {
  const Section& section = batch.sections[refusal.section];
  Bytes line;
  line.append('{');
  append_json_key(line, "received");
  line.append_decimal_signed(received_ms);
  append_json_key(line, "batch");
  line.append('"');
  line.append(batch.id);
  line.append('"');
  append_member(line, "stream", section.stream);
  line.append(',');
  append_refusal_members(line, refusal);
  line.append("}\n");
  refusals_.emplace_back(line.view());
  if (refusals_.size() > options_.limits.refusals_kept_max) refusals_.pop_front();
}

void Inspection::committed() {
  waiters_.check(store_.files().events());
}

}  // namespace godwit::collector
