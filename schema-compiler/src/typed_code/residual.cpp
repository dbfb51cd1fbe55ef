#include "typed_code/residual.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "compiler/node_graph.h"

namespace godwit::schema {
namespace {

class Remainder {
 public:
  Remainder(const EventModel& model, std::vector<Node>& nodes) : model_(model), nodes_(nodes) {}

  NodeId of(const TypedType& type);

 private:
  NodeId make(const TypedType& type);
  void strip_record(const TypedRecord& record, Node& node);
  void strip_list(const TypedType& element, ArrayRules& array);
  NodeId add(Node node);

  const EventModel& model_;
  std::vector<Node>& nodes_;
  // By node, kind and element: where schemas recur, one list's elements may be of two types.
  std::map<std::tuple<NodeId, TypedKind, std::size_t>, NodeId> known_;
};

// Removes the rules for values of other kinds.
void keep_rules(Node& node, TypedKind kind) {
  if (kind != TypedKind::integer && kind != TypedKind::number) node.numbers.clear();
  if (kind != TypedKind::text && kind != TypedKind::choice) node.string = {};
  if (kind != TypedKind::list) node.array = {};
  if (kind != TypedKind::record) node.object = {};
}

// True for a rule that every std::int64_t keeps.
bool implied(const NumberCheck& check) {
  return check.rule == pack::NumberRule::minimum
             ? check.text == "-9223372036854775808"
             : check.rule == pack::NumberRule::maximum && check.text == "9223372036854775807";
}

NodeId Remainder::add(Node node) {
  const bool asks = node.values.any() || !node.numbers.empty() || node.string.any() ||
                    node.array.any() || node.object.any() || !node.edges.empty();
  if (!asks) return kAnythingNode;
  nodes_.push_back(std::move(node));
  return static_cast<NodeId>(nodes_.size()) - 1;
}

// unevaluatedItems asks which elements `items` knows: all of them, even where it asks nothing more.
void Remainder::strip_list(const TypedType& element, ArrayRules& array) {
  if (array.items == kNoNode) return;
  array.unevaluated = kNoNode;
  array.items = of(element);
  if (array.items == kAnythingNode) array.items = kNoNode;
}

void Remainder::strip_record(const TypedRecord& record, Node& node) {
  ObjectRules& object = node.object;
  std::map<std::string, const TypedField*> fields;
  std::uint32_t required = 0;
  for (const TypedField& field : record.fields) {
    fields[field.name] = &field;
    required += field.required ? 1 : 0;
  }
  std::vector<Property> properties;
  for (const Property& property : object.properties) {
    const auto field = fields.find(property.name);
    // If several schemas declare it, its type may come from another one.
    if (field == fields.end()) continue;
    const bool own = field->second->node == property.node;
    const NodeId rest = own ? of(field->second->type) : NodeGraph(nodes_).canonical(property.node);
    if (rest != kAnythingNode) properties.push_back({property.name, rest});
  }
  object.properties = std::move(properties);
  object.required.clear();
  object.additional = kNoNode;
  object.unevaluated = kNoNode;
  const auto held = [&](const Dependent& dependent) {
    const auto field = fields.find(dependent.name);
    return fields.count(dependent.trigger) == 0 ||
           (field != fields.end() && field->second->required);
  };
  object.dependent.erase(std::remove_if(object.dependent.begin(), object.dependent.end(), held),
                         object.dependent.end());
  if (object.count.min <= required) object.count.min = 0;
  if (object.count.max >= record.fields.size()) object.count.max = pack::kNoMaximum;
}

NodeId Remainder::make(const TypedType& type) {
  Node node = nodes_[static_cast<std::size_t>(type.node)];
  node.types = pack::kAllTypes;
  node.type_clause = {};
  const bool constant = type.kind == TypedKind::constant;
  if (constant || type.kind == TypedKind::choice) node.values = {};
  if (!constant) keep_rules(node, type.kind);
  if (type.kind == TypedKind::integer) {
    node.numbers.erase(std::remove_if(node.numbers.begin(), node.numbers.end(), implied),
                       node.numbers.end());
  }
  if (type.kind == TypedKind::list) strip_list(model_.elements[type.element], node.array);
  if (type.kind == TypedKind::record) strip_record(model_.records[type.record], node);
  return add(std::move(node));
}

NodeId Remainder::of(const TypedType& type) {
  const bool whole = type.kind == TypedKind::json || type.kind == TypedKind::never;
  if (whole || type.node < 0) return type.node;
  const auto key = std::tuple(type.node, type.kind, type.element);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  return known_[key] = make(type);
}

}  // namespace

NodeId residual(const EventModel& model, std::vector<Node>& nodes) {
  return Remainder(model, nodes).of(model.type);
}

}  // namespace godwit::schema
