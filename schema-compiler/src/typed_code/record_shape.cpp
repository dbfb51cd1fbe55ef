#include "typed_code/record_shape.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/pack_writer.h"

namespace godwit::schema {
namespace {

class Shaper {
 public:
  explicit Shaper(const std::vector<Node>& nodes) : nodes_(nodes), graph_(nodes) {}

  std::optional<std::vector<ShapeField>> shape(NodeId id);

 private:
  const Node& at(NodeId id) const { return nodes_[static_cast<std::size_t>(id)]; }
  bool never(NodeId id) const { return permits_nothing(nodes_, id); }

  void add(const std::string& name, NodeId node);
  bool require(const Node& node);
  void find_joined(NodeId id);
  bool knows_all(const Node& node) const;

  const std::vector<Node>& nodes_;
  NodeGraph graph_;
  std::vector<ShapeField> fields_;
  std::map<std::string, std::size_t> index_;  // kForbidden for what must not be there.
  std::set<NodeId> joined_;
  bool closed_ = false;

  static constexpr std::size_t kForbidden = static_cast<std::size_t>(-1);
};

void Shaper::add(const std::string& name, NodeId node) {
  const bool forbidden = node != kNoNode && never(node);
  const auto [known, added] = index_.emplace(name, forbidden ? kForbidden : fields_.size());
  if (added && !forbidden) {
    fields_.push_back({name, node, false});
  } else if (!added && known->second != kForbidden) {
    // Declared by several: any of them will do, but one that asks for nothing tells no type.
    NodeId& first = fields_[known->second].node;
    if (first == kNoNode || graph_.canonical(first) == kAnythingNode) first = node;
  }
}

// False if no value would be valid.
bool Shaper::require(const Node& node) {
  for (const Required& required : node.object.required) {
    if (!closed_) add(required.name, kNoNode);
    const auto known = index_.find(required.name);
    if (known == index_.end() || known->second == kForbidden) return false;
    fields_[known->second].required = true;
  }
  return true;
}

// The node, and all that hold wherever it does.
void Shaper::find_joined(NodeId id) {
  std::vector<NodeId> open = {id};
  while (!open.empty()) {
    const NodeId next = open.back();
    open.pop_back();
    if (!joined_.insert(next).second) continue;
    for (const Edge& edge : at(next).edges) {
      if (edge.kind != pack::EdgeKind::all) continue;
      for (const NodeId target : edge.targets) open.push_back(graph_.end(target));
    }
  }
}

bool Shaper::knows_all(const Node& node) const {
  const auto known = [&](const std::string& name) { return index_.count(name) != 0; };
  const ObjectRules& object = node.object;
  return std::all_of(object.properties.begin(), object.properties.end(),
                     [&](const Property& property) { return known(property.name); }) &&
         std::all_of(object.required.begin(), object.required.end(),
                     [&](const Required& required) { return known(required.name); }) &&
         std::all_of(object.dependent.begin(), object.dependent.end(),
                     [&](const Dependent& one) { return known(one.trigger) && known(one.name); }) &&
         std::all_of(node.edges.begin(), node.edges.end(), [&](const Edge& edge) {
           return edge.kind != pack::EdgeKind::dependent || known(edge.trigger);
         });
}

std::optional<std::vector<ShapeField>> Shaper::shape(NodeId id) {
  const Node& node = at(id);
  const NodeId additional = graph_.canonical(node.object.additional);
  closed_ = additional >= 0 && never(additional);
  if (!closed_ && additional != kNoNode && additional != kAnythingNode) return std::nullopt;
  if (!node.object.patterns.empty()) return std::nullopt;
  const std::vector<NodeId> group = graph_.group(id);
  if (group.empty() || group.size() > kGroupMembersMax) return std::nullopt;
  for (const Property& property : node.object.properties) add(property.name, property.node);
  find_joined(id);
  if (!closed_) {
    for (const NodeId member : group) {
      if (member == id || joined_.count(member) == 0) continue;
      for (const Property& property : at(member).object.properties) {
        add(property.name, property.node);
      }
    }
  }
  if (fields_.empty() && !closed_) return std::nullopt;
  const std::size_t evaluated = index_.size();
  for (const NodeId member : group) {
    if (joined_.count(member) != 0 && !require(at(member))) return std::nullopt;
  }
  if (!closed_) {
    for (const Dependent& dependent : node.object.dependent) {
      add(dependent.trigger, kNoNode);
      add(dependent.name, kNoNode);
    }
    const auto all_known = [&](NodeId member) { return knows_all(at(member)); };
    if (!std::all_of(group.begin(), group.end(), all_known)) return std::nullopt;
  }
  // A name that is only required does not count as evaluated for unevaluatedProperties.
  if (node.object.unevaluated != kNoNode && index_.size() != evaluated) return std::nullopt;
  return std::move(fields_);
}

}  // namespace

bool permits_nothing(const std::vector<Node>& nodes, NodeId id) {
  return id >= 0 && nodes[static_cast<std::size_t>(NodeGraph(nodes).end(id))].types == 0;
}

std::optional<std::vector<ShapeField>> shape_record(const std::vector<Node>& nodes, NodeId id) {
  return Shaper(nodes).shape(id);
}

}  // namespace godwit::schema
