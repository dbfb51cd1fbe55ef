// Compares two schemas for schema_diff.h: node by node, as far as values go.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/node_graph.h"
#include "compiler/schema_diff.h"

namespace godwit::schema {

class Comparison {
 public:
  Comparison(const std::vector<Node>& before, const std::vector<Node>& after)
      : before_(before), after_(after), graph_before_(before), graph_after_(after) {}

  // `certain`: every value that was valid has a value here.
  void compare(NodeId before, NodeId after, const std::string& pointer, bool certain);

  std::vector<SchemaDifference> differences;

 private:
  static const Node& at(const std::vector<Node>& nodes, NodeId id) {
    static const Node anything;
    return id < 0 ? anything : nodes[static_cast<std::size_t>(id)];
  }
  void add(SchemaChange change, const std::string& pointer, std::string sentence) {
    if (change == SchemaChange::model && !certain_) change = SchemaChange::revision;
    differences.push_back({change, pointer, std::move(sentence)});
  }

  void compare_types(const Node& before, const Node& after, const std::string& pointer);
  void compare_values(const Node& before, const Node& after, const std::string& pointer);
  void compare_numbers(const Node& before, const Node& after, const std::string& pointer);
  void compare_range(const Range& before, const Range& after, const std::string& pointer);
  void compare_strings(const StringRules& before, const StringRules& after,
                       const std::string& pointer);
  void compare_arrays(const Node& before, const Node& after, const std::string& pointer);
  void compare_objects(const Node& before, const Node& after, const std::string& pointer);
  void compare_patterns(const ObjectRules& before, const ObjectRules& after,
                        const std::string& pointer);
  void compare_required(const Node& before, const ObjectRules& after, const std::string& pointer);
  void compare_dependent(const ObjectRules& before, const ObjectRules& after,
                         const std::string& pointer);
  void compare_edges(const Node& before, const Node& after, const std::string& pointer);

  [[nodiscard]] bool never(const std::vector<Node>& nodes, NodeId id) const {
    return id >= 0 && at(nodes, id).types == 0;
  }
  // A rule for a value whose parent has several kinds of rules for it.
  struct Rule {
    std::string from;  // The keyword, and the pattern.
    NodeId node;
  };
  // The rules for the property of this name. If `known` is false, others may evaluate it, too.
  [[nodiscard]] static std::vector<Rule> rules_of(const ObjectRules& object,
                                                  const std::string& name, bool known);
  void compare_rules(const std::vector<Rule>& before, const std::vector<Rule>& after,
                     const std::string& pointer, bool certain);
  void compare_contains(const ArrayRules& before, const ArrayRules& after,
                        const std::string& pointer);

  const std::vector<Node>& before_;
  const std::vector<Node>& after_;
  NodeGraph graph_before_;
  NodeGraph graph_after_;
  std::set<std::pair<NodeId, NodeId>> open_;
  bool certain_ = true;
  std::uint32_t depth_ = 0;
};

}  // namespace godwit::schema
