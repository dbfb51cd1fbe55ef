#include "sim/truth.h"

namespace godwit::sim {

void Truth::expect(bool kept, const char* promise, std::uint32_t event) {
  if (kept || !broken_.empty()) return;
  const TrackedEvent& known = events_[event];
  fail(std::string(promise) + " (event " + std::to_string(event) + ", device " +
       std::to_string(known.device) + ", opening " + std::to_string(known.opening) + ", sequence " +
       std::to_string(known.sequence) + ")");
}

std::uint32_t Truth::track(TrackedEvent event) {
  events_.push_back(event);
  return static_cast<std::uint32_t>(events_.size() - 1);
}

std::uint32_t Truth::open(std::uint32_t device) {
  openings_.emplace_back().device = device;
  return static_cast<std::uint32_t>(openings_.size() - 1);
}

void Truth::accept(std::uint32_t id, std::uint64_t sequence) {
  TrackedEvent& event = events_[id];
  if (sequence == 1) newest_[event.device] = open(event.device);  // Numbers begin anew.
  event.opening = newest(event.device);
  if (event.opening == kNoOpening) return fail("an opening's first event has the number 1");
  event.sequence = sequence;
  event.certain = true;
  Opening& opening = openings_[event.opening];
  expect(sequence == opening.last_sequence + 1u, "sequence numbers have no holes", id);
  opening.last_sequence = static_cast<std::uint32_t>(sequence);
  opening.events[sequence] = id;
}

void Truth::settle(std::uint32_t id, const Id& stream, std::uint64_t sequence) {
  TrackedEvent& event = events_[id];
  const Opening* const known = find(stream);
  if (known == nullptr) {
    event.opening = open(event.device);
    name(event.opening, stream);
  } else {
    event.opening = static_cast<std::uint32_t>(known - openings_.data());
  }
  event.sequence = sequence;
}

void Truth::lose_newest(std::uint32_t device, Excuse excuse) {
  if (newest(device) == kNoOpening) return;
  for (const auto& [sequence, id] : openings_[newest(device)].events) {
    events_[id].excuse = excuse;
  }
}

void Truth::leave_purge_open(std::uint32_t device) {
  for (TrackedEvent& event : events_) {
    if (event.device == device && event.excuse == Excuse::purged) event.excuse = Excuse::disk;
  }
}

void Truth::purge(std::uint32_t device) {
  for (TrackedEvent& event : events_) {
    if (event.device == device && !event.stored) event.excuse = Excuse::purged;
  }
  end_opening(device);
}

void Truth::note_synced(std::uint32_t device, std::uint64_t sequence) {
  if (newest(device) == kNoOpening) return;
  const Opening& opening = openings_[newest(device)];
  for (std::uint64_t at = sequence; at != 0; --at) {
    const auto found = opening.events.find(at);
    if (found == opening.events.end()) continue;
    if (events_[found->second].synced) break;
    events_[found->second].synced = true;
  }
}

void Truth::note_dropped(std::uint32_t device, const DeliveryReport& report) {
  Opening* opening = find(report.stream);
  if (opening == nullptr && newest(device) != kNoOpening) opening = &openings_[newest(device)];
  if (opening == nullptr) return;
  opening->dropped.push_back({report.first_sequence, report.last_sequence, report.reason});
  const auto found = opening->events.find(report.first_sequence);
  if (found == opening->events.end()) return;
  const TrackedEvent& event = events_[found->second];
  if (report.reason == DropReason::poisonous) {
    expect(event.alone_400, "an event is poisonous only if 400 was answered to it alone",
           found->second);
  } else if (report.reason == DropReason::too_large) {
    expect(event.alone_413, "an event is too large only if 413 was answered to it alone",
           found->second);
  } else if (report.reason == DropReason::refused) {
    expect(event.refusable, "an event is refused only by the collector", found->second);
  }
}

bool Truth::reported_dropped(const Opening& opening, std::uint64_t sequence) {
  for (const Opening::Dropped& dropped : opening.dropped) {
    if (sequence >= dropped.first && sequence <= dropped.last) return true;
  }
  return false;
}

void Truth::lose(std::uint32_t device, const std::vector<HeldEvent>& events) {
  for (const HeldEvent& one : events) {
    const Opening* const opening = find(one.stream);
    if (opening == nullptr) continue;
    const auto found = opening->events.find(one.sequence);
    if (found == opening->events.end()) continue;
    if (events_[found->second].excuse == Excuse::none) events_[found->second].excuse = Excuse::disk;
  }
  for (TrackedEvent& event : events_) {
    if (event.device == device && event.excuse == Excuse::none && event.certain &&
        reported_dropped(openings_[event.opening], event.sequence)) {
      event.excuse = Excuse::disk;
    }
  }
}

void Truth::lose_store(std::uint32_t device) {
  for (TrackedEvent& event : events_) {
    if (event.device == device) event.synced = false;
  }
}

std::set<std::uint32_t> Truth::events_of(const std::vector<HeldEvent>& held) {
  std::set<std::uint32_t> found;
  for (const HeldEvent& one : held) {
    Opening* const opening = find(one.stream);
    if (opening == nullptr) continue;
    const auto event = opening->events.find(one.sequence);
    if (event != opening->events.end()) found.insert(event->second);
  }
  return found;
}

void Truth::expect_held(std::uint32_t device, const std::vector<HeldEvent>& held) {
  const std::set<std::uint32_t> found = events_of(held);
  for (std::uint32_t id = 0; id < events_.size(); ++id) {
    const TrackedEvent& event = events_[id];
    if (event.device != device || !event.certain || event.stored) continue;
    const Opening& opening = openings_[event.opening];
    const bool excused = event.excuse != Excuse::none || !opening.named ||  // In memory.
                         event.declared_process != 0 || reported_dropped(opening, event.sequence);
    expect(excused || found.count(id) != 0, "what was accepted is held until it is delivered", id);
  }
}

void Truth::survey(std::uint32_t device, const std::vector<HeldEvent>& held, bool power_cut) {
  const std::set<std::uint32_t> found = events_of(held);
  for (std::uint32_t id = 0; id < events_.size(); ++id) {
    TrackedEvent& event = events_[id];
    if (event.device != device || event.stored || found.count(id) != 0) continue;
    if (event.opening == kNoOpening) continue;
    if (power_cut && event.synced && event.excuse == Excuse::none &&
        !reported_dropped(openings_[event.opening], event.sequence)) {
      expect(false, "what power_safe reported as committed survives a power cut", id);
    }
    if (event.excuse == Excuse::none) event.excuse = Excuse::disk;
  }
}

Opening* Truth::find(const Id& stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : &openings_[found->second];
}

void Truth::name(std::uint32_t opening, const Id& stream) {
  const auto found = streams_.find(stream);
  if (found != streams_.end()) {
    if (found->second != opening) fail("one stream id stands for two openings");
    return;
  }
  if (openings_[opening].named) {
    fail("one opening sends under two stream ids");
    return;
  }
  openings_[opening].named = true;
  openings_[opening].stream = stream;
  streams_[stream] = opening;
}

std::string properties_of(std::uint32_t event) {
  std::string text = "{\"id\":" + std::to_string(event);
  switch (event % 4) {
    case 0:
      break;
    case 1:
      text += ",\"page\":\"/shop/\\u00e9\\\"" + std::to_string(event * 7919u) + "\"";
      break;
    case 2:
      text += ",\"list\":[1,2.5,null,true,{\"a\":\"\xC3\xA9\"}]";
      break;
    default:
      text += ",\"text\":\"" + std::string(event % 120, 'x') + "\"";
  }
  return text + "}";
}

std::uint32_t event_of(std::string_view properties) {
  constexpr std::string_view kStart = "{\"id\":";
  if (!properties.starts_with(kStart)) return ~0u;
  std::uint32_t event = 0;
  for (const char c : properties.substr(kStart.size())) {
    if (c < '0' || c > '9') break;
    event = event * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return event;
}

}  // namespace godwit::sim
