// Compares the rules for arrays and objects, and for their elements and properties.
#include <algorithm>

#include "compiler/comparison.h"
#include "compiler/json_document.h"
#include "pattern/pattern_compiler.h"
#include "schema/pattern_machine.h"

namespace godwit::schema {
namespace {

bool name_matches(const std::string& pattern, const std::string& name) {
  std::vector<std::uint32_t> table;
  const std::string text = quote(name);
  return !compile_pattern(pattern, table) &&
         pattern_matches(table.data(), std::string_view(text).substr(1, text.size() - 2));
}

bool requires_name(const ObjectRules& object, const std::string& name) {
  return std::any_of(object.required.begin(), object.required.end(),
                     [&](const Required& required) { return required.name == name; });
}

// The rule for values that no other rule covers. If `known` is false, `unevaluated` is not known.
NodeId rest_of(NodeId additional, NodeId unevaluated, bool known) {
  if (additional != kNoNode) return additional;
  return known && unevaluated != kNoNode ? unevaluated : kAnythingNode;
}

}  // namespace

std::vector<Comparison::Rule> Comparison::rules_of(const ObjectRules& object,
                                                   const std::string& name, bool known) {
  std::vector<Rule> rules;
  for (const Property& property : object.properties) {
    if (property.name == name) rules.push_back({"properties", property.node});
  }
  for (const PatternProperty& property : object.patterns) {
    if (name_matches(property.pattern, name)) {
      rules.push_back({"patternProperties " + property.pattern, property.node});
    }
  }
  if (rules.empty()) rules.push_back({"", rest_of(object.additional, object.unevaluated, known)});
  return rules;
}

// One rule for another; of several, those that come from the same place.
void Comparison::compare_rules(const std::vector<Rule>& before, const std::vector<Rule>& after,
                               const std::string& pointer, bool certain) {
  if (before.size() == 1 && after.size() == 1) {
    return compare(before[0].node, after[0].node, pointer, certain);
  }
  const auto find = [](const std::vector<Rule>& rules, const std::string& from) {
    return std::find_if(rules.begin(), rules.end(),
                        [&](const Rule& rule) { return rule.from == from; });
  };
  for (const Rule& rule : after) {
    const auto old = find(before, rule.from);
    if (old != before.end()) {
      compare(old->node, rule.node, pointer, false);
    } else if (graph_after_.canonical(rule.node) != kAnythingNode) {
      add(SchemaChange::revision, pointer, "must be as " + rule.from + " says, too, now");
    }
  }
  for (const Rule& rule : before) {
    if (find(after, rule.from) != after.end()) continue;
    add(SchemaChange::addition, pointer, "need not be as " + rule.from + " says now");
  }
}

void Comparison::compare_arrays(const Node& before_node, const Node& after_node,
                                const std::string& pointer) {
  const ArrayRules& before = before_node.array;
  const ArrayRules& after = after_node.array;
  compare_range(before.count, after.count, pointer);
  const bool known = before_node.edges.empty() && before.contains == kNoNode;
  const NodeId rest_before = rest_of(before.items, before.unevaluated, known);
  const NodeId rest_after = rest_of(after.items, after.unevaluated, true);
  const std::size_t count = std::max(before.prefix.size(), after.prefix.size());
  for (std::size_t i = 0; i < count; ++i) {
    compare(i < before.prefix.size() ? before.prefix[i] : rest_before,
            i < after.prefix.size() ? after.prefix[i] : rest_after,
            pointer + "/" + std::to_string(i), false);
  }
  compare(rest_before, rest_after, pointer + "/*", false);
  if (after.unique && !before.unique) {
    add(SchemaChange::revision, pointer, after.unique_clause.sentence + " now");
  }
  if (before.unique && !after.unique) {
    add(SchemaChange::addition, pointer, "may have equal elements now");
  }
}

void Comparison::compare_contains(const ArrayRules& before, const ArrayRules& after,
                                  const std::string& pointer) {
  if (after.contains == kNoNode) {
    if (before.contains != kNoNode) {
      add(SchemaChange::addition, pointer, "need not contain anything now");
    }
    return;
  }
  if (before.contains == kNoNode) {
    return add(SchemaChange::revision, pointer, after.contained.min_clause.sentence + " now");
  }
  const std::size_t first = differences.size();
  compare(before.contains, after.contains, pointer + "/*", false);
  if (after.contained.max != pack::kNoMaximum) {
    // The more elements are what it asks for, the sooner there are too many.
    for (std::size_t i = first; i < differences.size(); ++i) {
      differences[i].change = SchemaChange::revision;
    }
  }
  compare_range(before.contained, after.contained, pointer);
}

void Comparison::compare_required(const Node& before_node, const ObjectRules& after,
                                  const std::string& pointer) {
  const ObjectRules& before = before_node.object;
  for (const Required& required : after.required) {
    if (requires_name(before, required.name)) continue;
    const std::vector<Rule> rules = rules_of(before, required.name, before_node.edges.empty());
    const bool could = std::none_of(rules.begin(), rules.end(), [&](const Rule& rule) {
      return never(before_, graph_before_.canonical(rule.node));
    });
    add(could ? SchemaChange::revision : SchemaChange::model, pointer,
        "must have the property " + quote(required.name) + " now" +
            (could ? "" : ", which it could not have"));
  }
  for (const Required& required : before.required) {
    if (requires_name(after, required.name)) continue;
    add(SchemaChange::addition, pointer,
        "need not have the property " + quote(required.name) + " now");
  }
}

void Comparison::compare_dependent(const ObjectRules& before, const ObjectRules& after,
                                   const std::string& pointer) {
  const auto among = [](const Dependent& dependent, const std::vector<Dependent>& all) {
    return std::any_of(all.begin(), all.end(), [&](const Dependent& other) {
      return other.trigger == dependent.trigger && other.name == dependent.name;
    });
  };
  for (const Dependent& dependent : after.dependent) {
    if (among(dependent, before.dependent)) continue;
    add(SchemaChange::revision, pointer,
        "must have " + quote(dependent.name) + " with " + quote(dependent.trigger) + " now");
  }
  for (const Dependent& dependent : before.dependent) {
    if (among(dependent, after.dependent)) continue;
    add(SchemaChange::addition, pointer,
        "need not have " + quote(dependent.name) + " with " + quote(dependent.trigger) + " now");
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
      const bool closed = before.additional != kNoNode &&
                          never(before_, graph_before_.canonical(before.additional));
      if (closed && before.patterns.empty()) {
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
    compare(property.node, rest_of(after.additional, after.unevaluated, true), pointer + "/*",
            false);
  }
}

void Comparison::compare_objects(const Node& before_node, const Node& after_node,
                                 const std::string& pointer) {
  const ObjectRules& before = before_node.object;
  const ObjectRules& after = after_node.object;
  const bool object = certain_ && (before_node.types & ~pack::kObject) == 0;
  compare_range(before.count, after.count, pointer);
  compare_required(before_node, after, pointer);
  compare_dependent(before, after, pointer);
  std::vector<std::string> names;
  for (const Property& property : before.properties) names.push_back(property.name);
  for (const Property& property : after.properties) {
    if (std::find(names.begin(), names.end(), property.name) == names.end()) {
      names.push_back(property.name);
    }
  }
  const bool known = before_node.edges.empty();
  for (const std::string& name : names) {
    compare_rules(rules_of(before, name, known), rules_of(after, name, true),
                  pointer + pointer_step(name), object && requires_name(before, name));
  }
  compare_patterns(before, after, pointer);
  compare(rest_of(before.additional, before.unevaluated, known),
          rest_of(after.additional, after.unevaluated, true), pointer + "/*", false);
  if (after.names != kNoNode && before.names == kNoNode) {
    add(SchemaChange::revision, pointer, "has propertyNames now");
  } else {
    compare(before.names, after.names, pointer + "/*", false);
  }
}

}  // namespace godwit::schema
