// The links between nodes: which stand for others, and which apply to a value together.
#pragma once

#include <vector>

#include "compiler/model.h"

namespace godwit::schema {

class NodeGraph {
 public:
  explicit NodeGraph(const std::vector<Node>& nodes) : nodes_(nodes) {}

  // The node that says what this one says: that of a lone $ref, or kAnythingNode for one that asks
  // for nothing.
  [[nodiscard]] NodeId canonical(NodeId id) const;
  // The node and all that its edges lead to, each once; those that others lead to come behind them.
  // Empty where one leads to itself.
  [[nodiscard]] std::vector<NodeId> group(NodeId id) const;
  // The end of an edge; unlike canonical(), always a node.
  [[nodiscard]] NodeId end(NodeId id) const;

 private:
  [[nodiscard]] const Node& at(NodeId id) const { return nodes_[static_cast<std::size_t>(id)]; }
  // The end of the node's only edge, where it has nothing else.
  [[nodiscard]] NodeId alias(NodeId id) const;

  const std::vector<Node>& nodes_;
  mutable std::vector<NodeId>
      ends_;  // The ends of nodes that end() has passed; kNoNode for others.
};

}  // namespace godwit::schema
