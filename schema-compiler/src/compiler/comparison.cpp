// Compares the rules for every value, for scalars, and for schemas that are joined.
#include "compiler/comparison.h"

#include <algorithm>

#include "compiler/counted.h"
#include "compiler/shown_values.h"
#include "schema/decimal.h"
#include "schema/json_value.h"

namespace godwit::schema {
namespace {

constexpr std::pair<std::uint32_t, const char*> kTypes[] = {
    {pack::kNull, "null"},         {pack::kBoolean, "boolean"}, {pack::kInteger, "integer"},
    {pack::kFraction, "fraction"}, {pack::kString, "string"},   {pack::kArray, "array"},
    {pack::kObject, "object"}};

// Values below this depth are not compared.
constexpr std::uint32_t kDepthMax = 128;

std::string names_of_types(std::uint32_t types) {
  std::vector<std::string> names;
  for (const auto& [type, name] : kTypes) {
    if ((types & type) != 0) names.emplace_back(name);
  }
  return list_words(names);
}

// Values as a sentence can hold them.
std::string list_values(std::vector<std::string> values) {
  const std::size_t more = values.size() > kShownValuesMax ? values.size() - kShownValuesMax : 0;
  values.resize(values.size() - more);
  for (std::string& value : values) value = shown(value);
  if (more != 0) values.push_back(std::to_string(more) + " more");
  return list_words(values);
}

// The edges of one kind, in their order.
std::vector<const Edge*> edges_of(const Node& node, pack::EdgeKind kind) {
  std::vector<const Edge*> edges;
  for (const Edge& edge : node.edges) {
    if (edge.kind == kind) edges.push_back(&edge);
  }
  return edges;
}

}  // namespace

void Comparison::compare(NodeId before, NodeId after, const std::string& pointer, bool certain) {
  before = before == kNoNode ? kAnythingNode : graph_before_.canonical(before);
  after = after == kNoNode ? kAnythingNode : graph_after_.canonical(after);
  if (never(before_, before)) {
    if (!never(after_, after)) add(SchemaChange::addition, pointer, "is permitted now");
    return;
  }
  if (!open_.emplace(before, after).second) return;
  if (depth_ == kDepthMax) {
    return add(SchemaChange::revision, pointer, "is nested too deeply to be compared");
  }
  ++depth_;
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
    compare_arrays(old_node, new_node, pointer);
    compare_objects(old_node, new_node, pointer);
    const std::size_t first = differences.size();
    compare_contains(old_node.array, new_node.array, pointer);
    compare_edges(old_node, new_node, pointer);
    const bool strict =
        new_node.object.unevaluated != kNoNode || new_node.array.unevaluated != kNoNode;
    if (strict && differences.size() != first) {
      add(SchemaChange::revision, pointer, "has more that counts as unevaluated, perhaps");
    }
  }
  certain_ = outer;
  --depth_;
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
        pointer, "may not be " + list_values(lost) + " any more");
  }
  if (!won.empty()) add(SchemaChange::addition, pointer, "may be " + list_values(won) + " now");
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
    const auto triggers = [](const std::vector<const Edge*>& edges) {
      std::vector<std::string> all;
      for (const Edge* edge : edges) all.push_back(edge->trigger);
      return all;
    };
    if (kind == EdgeKind::dependent && triggers(old_edges) != triggers(new_edges)) {
      add(SchemaChange::revision, pointer, "has other schemas that depend on properties now");
      continue;
    }
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
        "is joined from " + counted(new_targets.size(), "schema") + " now, not " +
            std::to_string(old_targets.size()));
  }
}

}  // namespace godwit::schema
