#include "typed_code/event_models.h"

#include <algorithm>
#include <tuple>

namespace godwit::schema {

std::vector<EventModel> model_events(const CompiledSchemas& compiled) {
  std::vector<EventModel> models;
  for (const NamedNode& schema : compiled.schemas) {
    models.push_back(model_event(schema, compiled.nodes));
  }
  const auto key = [](const EventModel& model) {
    const SchemaVersion& version = model.version;
    return std::tie(model.name, version.model, version.revision, version.addition);
  };
  std::sort(models.begin(), models.end(),
            [&](const EventModel& a, const EventModel& b) { return key(a) < key(b); });
  return models;
}

std::string describe(const CompiledSchemas& compiled, NodeId node) {
  const auto index = static_cast<std::size_t>(node);
  return node >= 0 && index < compiled.descriptions.size() ? compiled.descriptions[index] : "";
}

}  // namespace godwit::schema
