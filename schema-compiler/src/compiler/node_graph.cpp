#include "compiler/node_graph.h"

#include <algorithm>
#include <unordered_map>

namespace godwit::schema {
namespace {

bool asks_itself(const Node& node) {
  return node.types != pack::kAllTypes || node.values.any() || !node.numbers.empty() ||
         node.string.any() || node.array.any() || node.object.any();
}

}  // namespace

NodeId NodeGraph::alias(NodeId id) const {
  const Node& node = at(id);
  const bool lone = !asks_itself(node) && node.edges.size() == 1 &&
                    node.edges[0].kind == pack::EdgeKind::all && node.edges[0].targets.size() == 1;
  return lone ? node.edges[0].targets[0] : kNoNode;
}

// Each node is passed once, however many chains it is in.
NodeId NodeGraph::end(NodeId id) const {
  ends_.resize(nodes_.size(), kNoNode);
  std::vector<NodeId> passed;
  while (passed.size() < nodes_.size()) {
    NodeId& known = ends_[static_cast<std::size_t>(id)];
    const NodeId next = known != kNoNode ? known : alias(id);
    if (next == kNoNode || next == id) break;
    passed.push_back(id);
    id = next;
  }
  for (const NodeId node : passed) ends_[static_cast<std::size_t>(node)] = id;
  return id;
}

NodeId NodeGraph::canonical(NodeId id) const {
  if (id < 0) return id;
  id = end(id);
  return asks_itself(at(id)) || !at(id).edges.empty() ? id : kAnythingNode;
}

std::vector<NodeId> NodeGraph::group(NodeId id) const {
  struct Visit {
    NodeId node;
    std::vector<NodeId> ends;
    std::size_t next = 0;
  };
  const auto visit = [this](NodeId node) {
    Visit made = {node, {}};
    for (const Edge& edge : at(node).edges) {
      for (const NodeId target : edge.targets) {
        if (target != kNoNode) made.ends.push_back(end(target));
      }
    }
    return made;
  };
  std::unordered_map<NodeId, bool> done;  // False while the node is being visited.
  std::vector<NodeId> order;
  std::vector<Visit> open = {visit(end(id))};
  done[open[0].node] = false;
  while (!open.empty()) {
    Visit& top = open.back();
    if (top.next == top.ends.size()) {
      order.push_back(top.node);
      done[top.node] = true;
      open.pop_back();
      continue;
    }
    const NodeId next = top.ends[top.next++];
    const auto [known, added] = done.try_emplace(next, false);
    if (added) {
      open.push_back(visit(next));
    } else if (!known->second) {
      return {};
    }
  }
  std::reverse(order.begin(), order.end());
  return order;
}

}  // namespace godwit::schema
