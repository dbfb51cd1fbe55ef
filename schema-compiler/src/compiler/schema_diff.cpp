#include "compiler/schema_diff.h"

#include <algorithm>
#include <set>
#include <utility>

#include "compiler/json_document.h"
#include "compiler/node_graph.h"
#include "compiler/schema_name.h"
#include "schema/decimal.h"
#include "schema/json_value.h"

namespace godwit::schema {
namespace {

constexpr std::pair<std::uint32_t, const char*> kTypes[] = {
    {pack::kNull, "null"},         {pack::kBoolean, "boolean"}, {pack::kInteger, "integer"},
    {pack::kFraction, "fraction"}, {pack::kString, "string"},   {pack::kArray, "array"},
    {pack::kObject, "object"}};

std::string names_of_types(std::uint32_t types) {
  std::vector<std::string> names;
  for (const auto& [type, name] : kTypes) {
    if ((types & type) != 0) names.emplace_back(name);
  }
  return list_words(names);
}

const Node kAnything;

class Comparison {
 public:
  Comparison(const std::vector<Node>& before, const std::vector<Node>& after)
      : before_(before), after_(after), graph_before_(before), graph_after_(after) {}

  // `certain`: every value that was valid has a value here.
  void compare(NodeId before, NodeId after, const std::string& pointer, bool certain);

  std::vector<SchemaDifference> differences;

 private:
  static const Node& at(const std::vector<Node>& nodes, NodeId id) {
    return id < 0 ? kAnything : nodes[static_cast<std::size_t>(id)];
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
  void compare_arrays(const ArrayRules& before, const ArrayRules& after,
                      const std::string& pointer);
  void compare_objects(const Node& before, const Node& after, const std::string& pointer);
  void compare_patterns(const ObjectRules& before, const ObjectRules& after,
                        const std::string& pointer);
  void compare_required(const ObjectRules& before, const ObjectRules& after,
                        const std::string& pointer);
  void compare_edges(const Node& before, const Node& after, const std::string& pointer);

  [[nodiscard]] bool never(const std::vector<Node>& nodes, NodeId id) const {
    return id >= 0 && at(nodes, id).types == 0;
  }
  // What an object asks of the property; kAnythingNode for nothing.
  [[nodiscard]] static NodeId property_of(const ObjectRules& object, const std::string& name);

  const std::vector<Node>& before_;
  const std::vector<Node>& after_;
  NodeGraph graph_before_;
  NodeGraph graph_after_;
  std::set<std::pair<NodeId, NodeId>> open_;
  bool certain_ = true;
};

bool requires_name(const ObjectRules& object, const std::string& name) {
  return std::any_of(object.required.begin(), object.required.end(),
                     [&](const Required& required) { return required.name == name; });
}

NodeId Comparison::property_of(const ObjectRules& object, const std::string& name) {
  for (const Property& property : object.properties) {
    if (property.name == name) return property.node;
  }
  return object.additional == kNoNode ? kAnythingNode : object.additional;
}

void Comparison::compare(NodeId before, NodeId after, const std::string& pointer, bool certain) {
  before = before == kNoNode ? kAnythingNode : graph_before_.canonical(before);
  after = after == kNoNode ? kAnythingNode : graph_after_.canonical(after);
  if (never(before_, before)) {
    if (!never(after_, after)) add(SchemaChange::addition, pointer, "is permitted now");
    return;
  }
  if (!open_.emplace(before, after).second) return;
  const bool outer = std::exchange(certain_, certain);
  const Node& old_node = at(before_, before);
  const Node& new_node = at(after_, after);
  if (new_node.types == 0) {
    add(SchemaChange::model, pointer, "is not permitted any more");
  } else {
    compare_types(old_node, new_node, pointer);
    compare_values(old_node, new_node, pointer);
    compare_numbers(old_node, new_node, pointer);
    compare_strings(old_node.string, new_node.string, pointer);
    compare_arrays(old_node.array, new_node.array, pointer);
    compare_objects(old_node, new_node, pointer);
    compare_edges(old_node, new_node, pointer);
  }
  certain_ = outer;
}

void Comparison::compare_types(const Node& before, const Node& after, const std::string& pointer) {
  const std::uint32_t lost = before.types & ~after.types;
  const std::uint32_t won = after.types & ~before.types;
  if (lost != 0) {
    const bool all = (before.types & after.types) == 0;
    add(all ? SchemaChange::model : SchemaChange::revision, pointer,
        "may not be " + names_of_types(lost) + " any more");
  }
  if (won != 0) add(SchemaChange::addition, pointer, "may be " + names_of_types(won) + " now");
}

void Comparison::compare_values(const Node& before, const Node& after, const std::string& pointer) {
  if (!after.values.any()) {
    if (before.values.any()) add(SchemaChange::addition, pointer, "may be any value now");
    return;
  }
  if (!before.values.any()) {
    add(SchemaChange::revision, pointer, "may be only one of certain values now");
    return;
  }
  const auto missing = [](const std::vector<std::string>& all, const std::vector<std::string>& in) {
    std::vector<std::string> out;
    for (const std::string& value : all) {
      const bool known = std::any_of(
          in.begin(), in.end(), [&](const std::string& other) { return json_equal(value, other); });
      if (!known) out.push_back(value);
    }
    return out;
  };
  const std::vector<std::string> lost = missing(before.values.texts, after.values.texts);
  const std::vector<std::string> won = missing(after.values.texts, before.values.texts);
  if (!lost.empty()) {
    add(lost.size() == before.values.texts.size() ? SchemaChange::model : SchemaChange::revision,
        pointer, "may not be " + list_words(lost) + " any more");
  }
  if (!won.empty()) add(SchemaChange::addition, pointer, "may be " + list_words(won) + " now");
}

void Comparison::compare_numbers(const Node& before, const Node& after,
                                 const std::string& pointer) {
  const auto same_rule = [](const NumberCheck& check) {
    return [&check](const NumberCheck& other) { return other.rule == check.rule; };
  };
  for (const NumberCheck& check : after.numbers) {
    const auto old = std::find_if(before.numbers.begin(), before.numbers.end(), same_rule(check));
    if (old == before.numbers.end()) {
      add(SchemaChange::revision, pointer, check.clause.sentence + " now");
      continue;
    }
    const int order = godwit::compare(Decimal(check.text), Decimal(old->text));
    if (order == 0) continue;
    const bool upper = check.rule == pack::NumberRule::maximum ||
                       check.rule == pack::NumberRule::exclusive_maximum;
    const bool wider = check.rule != pack::NumberRule::multiple_of && (order > 0) == upper;
    add(wider ? SchemaChange::addition : SchemaChange::revision, pointer,
        check.clause.sentence + " now, not " + old->text);
  }
  for (const NumberCheck& check : before.numbers) {
    if (std::none_of(after.numbers.begin(), after.numbers.end(), same_rule(check))) {
      add(SchemaChange::addition, pointer, "need not be as " + check.clause.keyword + " says now");
    }
  }
}

void Comparison::compare_range(const Range& before, const Range& after,
                               const std::string& pointer) {
  if (after.min > before.min) {
    add(after.min > before.max ? SchemaChange::model : SchemaChange::revision, pointer,
        after.min_clause.sentence + " now");
  } else if (after.min < before.min) {
    add(SchemaChange::addition, pointer, before.min_clause.keyword + " is lower now");
  }
  if (after.max < before.max) {
    add(after.max < before.min ? SchemaChange::model : SchemaChange::revision, pointer,
        after.max_clause.sentence + " now");
  } else if (after.max > before.max) {
    add(SchemaChange::addition, pointer, before.max_clause.keyword + " is higher now");
  }
}

void Comparison::compare_strings(const StringRules& before, const StringRules& after,
                                 const std::string& pointer) {
  compare_range(before.length, after.length, pointer);
  const auto among = [](const StringCheck& check, const std::vector<StringCheck>& checks) {
    return std::any_of(checks.begin(), checks.end(), [&](const StringCheck& other) {
      return other.pattern == check.pattern && other.rule == check.rule;
    });
  };
  for (const StringCheck& check : after.checks) {
    if (among(check, before.checks)) continue;
    add(SchemaChange::revision, pointer, check.clause.sentence + " now");
  }
  for (const StringCheck& check : before.checks) {
    if (among(check, after.checks)) continue;
    add(SchemaChange::addition, pointer, "need not be as " + check.clause.keyword + " says now");
  }
}

void Comparison::compare_arrays(const ArrayRules& before, const ArrayRules& after,
                                const std::string& pointer) {
  compare_range(before.count, after.count, pointer);
  const std::size_t count = std::max(before.prefix.size(), after.prefix.size());
  for (std::size_t i = 0; i < count; ++i) {
    compare(i < before.prefix.size() ? before.prefix[i] : before.items,
            i < after.prefix.size() ? after.prefix[i] : after.items,
            pointer + "/" + std::to_string(i), false);
  }
  compare(before.items, after.items, pointer + "/*", false);
  if (after.unique && !before.unique) {
    add(SchemaChange::revision, pointer, after.unique_clause.sentence + " now");
  }
  if (before.unique && !after.unique) {
    add(SchemaChange::addition, pointer, "may have equal elements now");
  }
  if (after.contains != kNoNode && before.contains == kNoNode) {
    add(SchemaChange::revision, pointer, after.contained.min_clause.sentence + " now");
  } else if (after.contains != kNoNode) {
    compare(before.contains, after.contains, pointer + "/*", false);
    compare_range(before.contained, after.contained, pointer);
  } else if (before.contains != kNoNode) {
    add(SchemaChange::addition, pointer, "need not contain anything now");
  }
  if (after.unevaluated != kNoNode && before.unevaluated == kNoNode) {
    add(SchemaChange::revision, pointer, "has unevaluatedItems now");
  }
}

void Comparison::compare_required(const ObjectRules& before, const ObjectRules& after,
                                  const std::string& pointer) {
  for (const Required& required : after.required) {
    if (requires_name(before, required.name)) continue;
    const bool could = !never(before_, property_of(before, required.name));
    add(could ? SchemaChange::revision : SchemaChange::model, pointer,
        "must have the property " + quote(required.name) + " now" +
            (could ? "" : ", which it could not have"));
  }
  for (const Required& required : before.required) {
    if (requires_name(after, required.name)) continue;
    add(SchemaChange::addition, pointer,
        "need not have the property " + quote(required.name) + " now");
  }
  for (const Dependent& dependent : after.dependent) {
    const bool known =
        std::any_of(before.dependent.begin(), before.dependent.end(), [&](const Dependent& other) {
          return other.trigger == dependent.trigger && other.name == dependent.name;
        });
    if (!known) {
      add(SchemaChange::revision, pointer,
          "must have " + quote(dependent.name) + " with " + quote(dependent.trigger) + " now");
    }
  }
}

void Comparison::compare_patterns(const ObjectRules& before, const ObjectRules& after,
                                  const std::string& pointer) {
  const auto find = [](const std::vector<PatternProperty>& all, const std::string& pattern) {
    return std::find_if(all.begin(), all.end(), [&](const PatternProperty& property) {
      return property.pattern == pattern;
    });
  };
  for (const PatternProperty& property : after.patterns) {
    const auto old = find(before.patterns, property.pattern);
    if (old == before.patterns.end()) {
      if (before.additional != kNoNode && never(before_, before.additional)) {
        add(SchemaChange::addition, pointer,
            "may have properties that match " + quote(property.pattern) + " now");
      } else {
        add(SchemaChange::revision, pointer,
            "has rules for properties that match " + quote(property.pattern) + " now");
      }
      continue;
    }
    compare(old->node, property.node, pointer + "/*", false);
  }
  for (const PatternProperty& property : before.patterns) {
    if (find(after.patterns, property.pattern) != after.patterns.end()) continue;
    compare(property.node, after.additional, pointer + "/*", false);
  }
}

void Comparison::compare_objects(const Node& before_node, const Node& after_node,
                                 const std::string& pointer) {
  const ObjectRules& before = before_node.object;
  const ObjectRules& after = after_node.object;
  const bool object = certain_ && (before_node.types & ~pack::kObject) == 0;
  compare_range(before.count, after.count, pointer);
  compare_required(before, after, pointer);
  std::vector<std::string> names;
  for (const Property& property : before.properties) names.push_back(property.name);
  for (const Property& property : after.properties) {
    if (std::find(names.begin(), names.end(), property.name) == names.end()) {
      names.push_back(property.name);
    }
  }
  for (const std::string& name : names) {
    compare(property_of(before, name), property_of(after, name), pointer + pointer_step(name),
            object && requires_name(before, name));
  }
  compare_patterns(before, after, pointer);
  compare(before.additional, after.additional, pointer + "/*", false);
  if (after.names != kNoNode && before.names == kNoNode) {
    add(SchemaChange::revision, pointer, "has propertyNames now");
  }
  if (after.unevaluated != kNoNode && before.unevaluated == kNoNode) {
    add(SchemaChange::revision, pointer, "has unevaluatedProperties now");
  }
}

// Of one kind, in the order that they stand in.
std::vector<const Edge*> edges_of(const Node& node, pack::EdgeKind kind) {
  std::vector<const Edge*> edges;
  for (const Edge& edge : node.edges) {
    if (edge.kind == kind) edges.push_back(&edge);
  }
  return edges;
}

void Comparison::compare_edges(const Node& before, const Node& after, const std::string& pointer) {
  using pack::EdgeKind;
  for (const EdgeKind kind : {EdgeKind::all, EdgeKind::any, EdgeKind::one, EdgeKind::negated,
                              EdgeKind::condition, EdgeKind::dependent}) {
    const std::vector<const Edge*> old_edges = edges_of(before, kind);
    const std::vector<const Edge*> new_edges = edges_of(after, kind);
    const auto targets = [](const std::vector<const Edge*>& edges) {
      std::vector<NodeId> all;
      for (const Edge* edge : edges)
        all.insert(all.end(), edge->targets.begin(), edge->targets.end());
      return all;
    };
    const std::vector<NodeId> old_targets = targets(old_edges);
    const std::vector<NodeId> new_targets = targets(new_edges);
    const std::size_t first = differences.size();
    const std::size_t common = std::min(old_targets.size(), new_targets.size());
    const bool holds = kind == EdgeKind::all;
    for (std::size_t i = 0; i < common; ++i) {
      compare(old_targets[i], new_targets[i], pointer, holds && certain_);
    }
    const bool alternatives = kind == EdgeKind::any;
    const bool monotone = holds || alternatives;
    if (!monotone) {
      // A narrower schema under `not`, or one more that fits under oneOf, turns everything round.
      for (std::size_t i = first; i < differences.size(); ++i) {
        differences[i].change = SchemaChange::revision;
      }
    }
    if (old_targets.size() == new_targets.size()) continue;
    const bool more = new_targets.size() > old_targets.size();
    const bool wider = monotone && (old_targets.empty()   ? false
                                    : new_targets.empty() ? true
                                                          : more == alternatives);
    add(wider ? SchemaChange::addition : SchemaChange::revision, pointer,
        "is joined from " + std::to_string(new_targets.size()) + " schemas now, not " +
            std::to_string(old_targets.size()));
  }
}

}  // namespace

std::string_view name_of(SchemaChange change) {
  switch (change) {
    case SchemaChange::model:
      return "MODEL";
    case SchemaChange::revision:
      return "REVISION";
    case SchemaChange::addition:
      return "ADDITION";
    default:
      return "NONE";
  }
}

std::vector<SchemaDifference> compare_schemas(const CompiledSchemas& before,
                                              const CompiledSchemas& after) {
  Comparison comparison(before.nodes, after.nodes);
  comparison.compare(before.schemas.front().node, after.schemas.front().node, "", true);
  return std::move(comparison.differences);
}

SchemaChange promised_change(const SchemaVersion& before, const SchemaVersion& after) {
  if (after.model > before.model) return SchemaChange::model;
  if (after.model < before.model) return SchemaChange::none;
  if (after.revision > before.revision) return SchemaChange::revision;
  if (after.revision < before.revision) return SchemaChange::none;
  return after.addition > before.addition ? SchemaChange::addition : SchemaChange::none;
}

}  // namespace godwit::schema
