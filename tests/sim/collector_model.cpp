#include "sim/collector_model.h"

namespace godwit::sim {
namespace {

std::string error_body(std::string_view batch, std::string_view code) {
  std::string body = "{\"godwit\":1,\"batch\":\"";
  body.append(batch).append("\",\"error\":{\"code\":\"").append(code);
  return body.append("\",\"message\":\"said the collector\"}}");
}

}  // namespace

std::uint8_t& CollectorModel::flag(Stream& stream, std::uint64_t sequence) {
  if (stream.flags.size() <= sequence) stream.flags.resize(sequence + 1);
  return stream.flags[sequence];
}

Answer CollectorModel::handle(const std::string& body, std::int64_t now_ms,
                              const std::string& directives) {
  collector::ParseFault fault;
  if (!parser_.parse(body, batch_, fault)) {
    truth_.fail("a request is not what docs/protocol.md says: " + fault.pointer + " " +
                fault.message);
    return {400, error_body(batch_.id, "malformed")};
  }
  for (const collector::ReceivedEvent& event : batch_.events) {
    if (event.name == "poison") return {400, error_body(batch_.id, "malformed")};
  }
  std::uint64_t accepted = 0;
  std::uint64_t duplicates = 0;
  std::string refused;
  for (std::size_t index = 0; index < batch_.sections.size(); ++index) {
    const collector::Section& section = batch_.sections[index];
    Stream& stream = streams_[section.stream];
    for (std::size_t at = section.events_begin; at < section.events_end; ++at) {
      const collector::ReceivedEvent& event = batch_.events[at];
      if (event.name == "refuse") {
        if (!refused.empty()) refused += ',';
        refused += "{\"section\":" + std::to_string(index) +
                   ",\"sequence\":" + std::to_string(event.sequence) +
                   ",\"code\":\"invalid_name\",\"pointer\":\"/n\",\"message\":\"not this one\"}";
        continue;
      }
      std::uint8_t& known = flag(stream, event.sequence);
      if ((known & kStored) != 0) {
        ++duplicates;
        continue;
      }
      known |= kStored;
      ++accepted;
      const std::uint32_t id = event_of(event.properties);
      truth_.expect(!truth_.event(id).stored, "an event is stored once", id);
      truth_.event(id).stored = true;
    }
    announce(stream, section, batch_);
    if (section.final && section.acked_below == section.last_accepted + 1) {
      stream.finished_ms = now_ms;
    }
  }
  std::string reply = "{\"godwit\":1,\"batch\":\"" + std::string(batch_.id) +
                      "\",\"accepted\":" + std::to_string(accepted) +
                      ",\"duplicates\":" + std::to_string(duplicates) + ",\"refused\":[" + refused +
                      "]";
  if (!directives.empty()) reply += ",\"directives\":" + directives;
  return {200, reply + "}"};
}

void CollectorModel::announce(Stream& stream, const collector::Section& section,
                              const collector::Batch& batch) {
  for (std::size_t at = section.drops_begin; at < section.drops_end; ++at) {
    const collector::Drop& drop = batch.drops[at];
    for (std::uint64_t number = drop.first; number <= drop.last; ++number) {
      flag(stream, number) |= kDeclared;
    }
  }
  if (section.last_accepted > stream.last_accepted) stream.last_accepted = section.last_accepted;
  stream.final = stream.final || section.final;
  const Opening* const opening = truth_.find(section.stream);
  if (opening == nullptr) return;
  if (opening->last_sequence + 1u < section.last_accepted) {
    truth_.fail("last_accepted is announced beyond what was accepted");
  }
  for (; stream.acked_checked + 1 < section.acked_below; ++stream.acked_checked) {
    const std::uint64_t number = stream.acked_checked + 1;
    if (flag(stream, number) != 0) continue;
    const auto found = opening->events.find(number);
    if (found == opening->events.end()) continue;
    truth_.expect(truth_.event(found->second).excuse != Excuse::none,
                  "below acked_below everything is stored or declared", found->second);
  }
}

void CollectorModel::check_streams(std::uint32_t device) {
  for (const Opening& opening : truth_.openings()) {
    if (opening.device != device) continue;
    const auto found = streams_.find(opening.stream);
    for (const auto& [sequence, id] : opening.events) {
      const TrackedEvent& event = truth_.event(id);
      if (event.excuse == Excuse::purged || !event.certain) continue;
      std::uint8_t flags = 0;
      if (opening.named && found != streams_.end() && sequence < found->second.flags.size()) {
        flags = found->second.flags[sequence];
      }
      if ((flags & kStored) != 0) continue;
      const bool dropped = Truth::reported_dropped(opening, sequence);
      const bool excused = event.excuse != Excuse::none;
      truth_.expect(excused || (flags & kDeclared) != 0,
                    "what was accepted is stored, or declared as dropped", id);
      truth_.expect(excused || dropped, "what is declared was dropped", id);
      const bool announced = found != streams_.end() && found->second.last_accepted >= sequence;
      truth_.expect(excused || announced, "what was accepted is announced", id);
    }
  }
}

}  // namespace godwit::sim
