#include "typed_code/typed_model.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "compiler/node_graph.h"
#include "schema/scalar_check.h"
#include "typed_code/record_shape.h"
#include "typed_code/type_names.h"

namespace godwit::schema {
namespace {

constexpr std::uint32_t kNumber = pack::kInteger | pack::kFraction;
constexpr std::uint32_t kContainer = pack::kArray | pack::kObject;

std::uint32_t type_of_json(const std::string& text) {
  switch (text[0]) {
    case '"':
      return pack::kString;
    case '[':
      return pack::kArray;
    case '{':
      return pack::kObject;
    case 'n':
      return pack::kNull;
    case 't':
    case 'f':
      return pack::kBoolean;
    default:
      return number_type(text);
  }
}

TypedKind kind_of_scalars(std::uint32_t types) {
  switch (types) {
    case pack::kBoolean:
      return TypedKind::boolean;
    case pack::kInteger:
      return TypedKind::integer;
    case pack::kFraction:
    case kNumber:
      return TypedKind::number;
    case pack::kString:
      return TypedKind::text;
    default:
      return TypedKind::json;
  }
}

class Modeller {
 public:
  Modeller(const std::vector<Node>& nodes, EventModel& model)
      : nodes_(nodes), graph_(nodes), model_(model) {}

  void run(NodeId root);

 private:
  const Node& at(NodeId id) const { return nodes_[static_cast<std::size_t>(id)]; }

  TypedType type_of(NodeId id, const TypedPlace& place, bool constant);
  void read_values(const Node& node, TypedType& type, const TypedPlace& place, bool constant);
  bool read_record(TypedType& type, const TypedPlace& place);
  bool read_list(TypedType& type, const TypedPlace& place);
  void name_all();

  const std::vector<Node>& nodes_;
  NodeGraph graph_;
  EventModel& model_;
  std::map<NodeId, std::size_t> records_;  // kNoIndex where a record cannot be made.
  std::map<NodeId, std::size_t> values_;
  std::map<std::pair<NodeId, bool>, TypedType> listed_;  // Whether a constant would do.
  std::set<NodeId> open_;
};

// For a schema that lists all values. `constant`: true if the value is required.
void Modeller::read_values(const Node& node, TypedType& type, const TypedPlace& place,
                           bool constant) {
  std::vector<std::string> texts;
  std::set<std::string> seen;
  std::uint32_t types = 0;
  for (const std::string& text : node.values.texts) {
    const std::uint32_t one = type_of_json(text);
    if ((one & node.types) == 0 || !seen.insert(text).second) continue;
    types |= one;
    texts.push_back(text);
  }
  if (texts.empty()) return;  // Nothing is valid, which only the validator can say.
  if (constant && texts.size() == 1 && texts[0].size() <= kConstantBytesMax) {
    type.kind = TypedKind::constant;
    type.constant = texts[0];
  } else if ((types & kContainer) == 0 && types != pack::kNull) {
    type.nullable = (types & pack::kNull) != 0;
    texts.erase(std::remove(texts.begin(), texts.end(), "null"), texts.end());
    type.kind = kind_of_scalars(types & ~pack::kNull);
    if (type.kind == TypedKind::text) type.kind = TypedKind::choice;
    const auto [known, added] = values_.emplace(type.node, model_.values.size());
    if (added) model_.values.push_back({type.node, type.kind, place, {}, std::move(texts)});
    type.values = known->second;
  }
}

// False where the list's elements are no list's.
bool Modeller::read_list(TypedType& type, const TypedPlace& place) {
  const ArrayRules& array = at(type.node).array;
  if (!array.prefix.empty() || permits_nothing(nodes_, array.items)) return false;
  open_.insert(type.node);
  TypedType element = type_of(array.items, place, false);
  open_.erase(type.node);
  type.kind = TypedKind::list;
  type.element = model_.elements.size();
  model_.elements.push_back(std::move(element));
  return true;
}

bool Modeller::read_record(TypedType& type, const TypedPlace& place) {
  const auto [known, added] = records_.emplace(type.node, kNoIndex);
  if (added) {
    std::optional<std::vector<ShapeField>> shape = shape_record(nodes_, type.node);
    if (!shape) return false;
    const std::size_t index = known->second = model_.records.size();
    model_.records.push_back({type.node, place, {}, {}});
    open_.insert(type.node);
    std::vector<TypedField> fields;
    for (ShapeField& field : *shape) {
      TypedType of = type_of(field.node, {index, field.name}, field.required);
      fields.push_back({std::move(field.name), field.node, std::move(of), field.required});
    }
    open_.erase(type.node);
    model_.records[index].fields = std::move(fields);
    model_.order.push_back(index);
  }
  if (known->second == kNoIndex) return false;
  type.kind = TypedKind::record;
  type.record = known->second;
  return true;
}

TypedType Modeller::type_of(NodeId id, const TypedPlace& place, bool constant) {
  TypedType type;
  id = id == kNoNode ? kAnythingNode : graph_.canonical(id);
  type.node = id;
  if (id == kAnythingNode || open_.count(id) != 0 || open_.size() >= kTypedDepthMax) return type;
  const Node& node = at(id);
  const std::uint32_t types = node.types & ~pack::kNull;
  type.nullable = types != node.types;
  bool typed = true;
  if (node.types == 0) {
    type.kind = TypedKind::never;
  } else if (node.values.any()) {
    type.nullable = false;
    const auto [known, added] = listed_.try_emplace(std::pair(id, constant));
    if (added) {
      read_values(node, type, place, constant);
      known->second = type;
    }
    type = known->second;
  } else if (node.types == pack::kNull && constant) {
    type.kind = TypedKind::constant;
    type.constant = "null";
  } else if (types == pack::kObject ||
             (node.types == pack::kAllTypes && !node.object.properties.empty())) {
    typed = read_record(type, place);
    type.nullable = type.nullable && types == pack::kObject;
  } else if (types == pack::kArray) {
    typed = read_list(type, place);
  } else {
    type.kind = kind_of_scalars(types);
  }
  const bool whole = type.kind == TypedKind::json && type.values == kNoIndex;
  if (!typed || whole || type.kind == TypedKind::constant) type.nullable = false;
  return type;
}

// Types stand side by side in the event, so they must differ from each other, and from all fields.
// Those of fields further out are named first: they are the ones that callers write most.
void Modeller::name_all() {
  std::set<std::string> taken = {event_name(model_.name, model_.version).type};
  struct Unnamed {
    std::size_t depth;
    const TypedPlace* place;
    std::string* name;
  };
  std::vector<Unnamed> unnamed;
  std::vector<std::size_t> depths;
  const auto depth_of = [&](const TypedPlace& place) {
    return place.record == kNoIndex ? 0 : depths[place.record] + 1;
  };
  for (TypedRecord& record : model_.records) {
    for (const TypedField& field : record.fields) taken.insert(identifier(field.name));
    depths.push_back(depth_of(record.place));
    if (record.place.record == kNoIndex) continue;  // The event itself.
    unnamed.push_back({depths.back(), &record.place, &record.name});
  }
  for (TypedValues& values : model_.values) {
    unnamed.push_back({depth_of(values.place), &values.place, &values.name});
  }
  std::stable_sort(unnamed.begin(), unnamed.end(),
                   [](const Unnamed& a, const Unnamed& b) { return a.depth < b.depth; });
  for (const Unnamed& type : unnamed) {
    std::string name = identifier(capital_words(type.place->field));
    if (taken.count(name) != 0) name.insert(0, model_.records[type.place->record].name);
    const std::string plain = name;
    for (std::size_t i = 2; !taken.insert(name).second; ++i) {
      name = plain + "_" + std::to_string(i);
    }
    *type.name = name;
  }
}

void Modeller::run(NodeId root) {
  model_.type = type_of(root, {}, false);
  if (model_.type.kind != TypedKind::record) {
    // Properties are always an object, and nothing else is: what the schema says of it is JSON.
    model_.type = {TypedKind::json, false, model_.type.node, kNoIndex, kNoIndex, kNoIndex, {}};
    model_.records.clear();
    model_.order.clear();
    model_.values.clear();
    model_.elements.clear();
  }
  model_.type.nullable = false;
  name_all();
}

}  // namespace

EventModel model_event(const NamedNode& schema, const std::vector<Node>& nodes) {
  EventModel model;
  model.name = schema.name;
  model.version = schema.version;
  Modeller(nodes, model).run(schema.node);
  return model;
}

}  // namespace godwit::schema
