#include "support/fake_ports.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace godwit::test {

std::vector<SentEvent> events_of(const std::string& body) {
  const auto parsed = nlohmann::json::parse(body, nullptr, false);
  if (parsed.is_discarded()) std::abort();  // The client did not write JSON.
  std::vector<SentEvent> events;
  for (const auto& section : parsed.find("sections").value()) {
    std::uint64_t sequence = 0;
    for (const auto& item : section.find("events").value()) {
      if (item.is_number()) {
        sequence = item.get<std::uint64_t>();
        continue;
      }
      events.push_back({section.find("stream")->get<std::string>(), sequence++, item.dump(),
                        section.find("context")->dump()});
    }
  }
  return events;
}

std::map<std::pair<std::string, std::uint64_t>, int> World::delivered() const {
  std::map<std::pair<std::string, std::uint64_t>, int> found;
  for (const SentRequest& request : transport.requests) {
    for (const SentEvent& event : request.events) ++found[{event.stream, event.sequence}];
  }
  return found;
}

}  // namespace godwit::test
