// Compiled schemas before they are packed: what each asks of a value, free of drafts, references
// resolved to indices.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schema/pack_format.h"

namespace godwit::schema {

// Index of a node; or one of those below.
using NodeId = std::int32_t;
inline constexpr NodeId kNoNode = -1;
inline constexpr NodeId kAnythingNode = -2;

struct Clause {
  std::string keyword;
  std::string sentence;

  friend auto operator<=>(const Clause&, const Clause&) = default;
};

struct Values {
  Clause clause;
  std::vector<std::string> texts;  // JSON.

  [[nodiscard]] bool any() const { return !clause.keyword.empty(); }
};

struct NumberCheck {
  pack::NumberRule rule;
  Clause clause;
  std::string text;
};

struct StringCheck {
  std::string pattern;  // Empty for none.
  pack::StringRule rule = pack::StringRule::none;
  Clause clause;
};

// A count that must be in a range.
struct Range {
  std::uint32_t min = 0;
  std::uint32_t max = pack::kNoMaximum;
  Clause min_clause;
  Clause max_clause;

  [[nodiscard]] bool bounded() const { return min != 0 || max != pack::kNoMaximum; }
};

struct StringRules {
  Range length;
  std::vector<StringCheck> checks;

  [[nodiscard]] bool any() const { return length.bounded() || !checks.empty(); }
};

struct ArrayRules {
  Range count;
  std::vector<NodeId> prefix;
  NodeId items = kNoNode;
  NodeId contains = kNoNode;
  Range contained;
  bool unique = false;
  Clause unique_clause;
  NodeId unevaluated = kNoNode;

  [[nodiscard]] bool any() const {
    return count.bounded() || !prefix.empty() || items != kNoNode || contains != kNoNode ||
           unique || unevaluated != kNoNode;
  }
};

struct Property {
  std::string name;
  NodeId node = kNoNode;
};

struct PatternProperty {
  std::string pattern;
  NodeId node;
};

struct Required {
  std::string name;
  Clause clause;
};

struct Dependent {
  std::string trigger;
  std::string name;
  Clause clause;
};

struct ObjectRules {
  Range count;
  std::vector<Property> properties;
  std::vector<PatternProperty> patterns;
  NodeId additional = kNoNode;
  NodeId names = kNoNode;
  std::vector<Required> required;
  std::vector<Dependent> dependent;
  NodeId unevaluated = kNoNode;

  [[nodiscard]] bool any() const {
    return count.bounded() || !properties.empty() || !patterns.empty() || additional != kNoNode ||
           names != kNoNode || !required.empty() || !dependent.empty() || unevaluated != kNoNode;
  }
};

// A link to other schemas for the same value.
struct Edge {
  pack::EdgeKind kind;
  Clause clause;
  std::string trigger;  // dependent: the property that makes it apply.
  std::vector<NodeId> targets;
};

struct Node {
  std::uint32_t types = pack::kAllTypes;
  Clause type_clause;
  Values values;
  std::vector<NumberCheck> numbers;
  StringRules string;
  ArrayRules array;
  ObjectRules object;
  std::vector<Edge> edges;
  // Its place, for errors.
  std::string file;
  std::string pointer;
};

}  // namespace godwit::schema
