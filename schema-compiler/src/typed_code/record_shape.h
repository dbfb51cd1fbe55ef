// Which properties of an object a struct can have.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/node_graph.h"

namespace godwit::schema {

struct ShapeField {
  std::string name;
  NodeId node = kNoNode;  // kNoNode where the property is only required, or asks for others.
  bool required = false;
};

// In the order of the schema. Nothing where a struct could not say what the schema permits: where
// properties have names that only patterns know, or only branches of anyOf and their like do.
[[nodiscard]] std::optional<std::vector<ShapeField>> shape_record(const std::vector<Node>& nodes,
                                                                  NodeId id);

// Whether the node, by itself, permits no value.
[[nodiscard]] bool permits_nothing(const std::vector<Node>& nodes, NodeId id);

}  // namespace godwit::schema
