// Turns schemas, with all that they refer to, into nodes. Each is compiled once, for each set of
// dynamic anchors that it is met under.
#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/model.h"
#include "compiler/registry.h"
#include "compiler/schema_error.h"

namespace godwit::schema {

using PatternTables = std::map<std::string, std::vector<std::uint32_t>>;

// A multipleOf with more digits, or a larger exponent, is not supported.
inline constexpr std::uint32_t kDivisorDigitsMax = 9;
inline constexpr std::int64_t kDivisorExponentMax = 1'000'000'000;
// The greatest depth of enum and const; no value that is validated is deeper.
inline constexpr std::uint32_t kValueDepthMax = 64;
// Sets of dynamic anchors that schemas are met under; each has its own nodes.
inline constexpr std::size_t kDynamicScopesMax = 256;

class NodeCompiler {
 public:
  // Without `assert_formats`, `format` is an annotation.
  NodeCompiler(Registry& registry, bool assert_formats, SchemaErrors& errors,
               SchemaErrors& warnings)
      : registry_(registry),
        assert_formats_(assert_formats),
        errors_(errors),
        warnings_(warnings) {}

  // The schema at the location, by itself.
  [[nodiscard]] NodeId compile(const Location& location);
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  // The machines of all patterns that nodes have, by the pattern.
  [[nodiscard]] const PatternTables& patterns() const { return patterns_; }

 private:
  // Dynamic anchors by name, each as the outermost resource has it; index 0 has none.
  using DynamicScope = std::map<std::string, const JsonValue*>;

  // The schema that is being compiled, and the keyword that is being read.
  struct Here {
    const Location& location;
    const JsonValue& schema;
    Draft draft;
    std::size_t scope;
    Node& node;
    std::string_view keyword = {};
    const JsonValue* value = nullptr;

    [[nodiscard]] const JsonValue* find(std::string_view name) const { return schema.find(name); }
  };

  // A schema that has its node, and is not read yet.
  struct Pending {
    Location location;
    std::size_t scope;
    NodeId id;
  };

  // The schema's node, which is read later: so a chain of references needs no stack.
  [[nodiscard]] NodeId node_of(const Location& location, std::size_t scope);
  void read_pending(const Pending& pending);
  [[nodiscard]] std::size_t enter(std::size_t scope, const Resource& resource);
  void read_schema(Here& here);
  void read_keyword(Here& here, KeywordId id);

  // node_compiler.cpp
  void fail(const Here& here, std::string sentence);
  [[nodiscard]] bool expect(const Here& here, std::initializer_list<JsonValue::Kind> kinds,
                            const char* wanted);
  // A schema below this one. `clause` is what a `false` there says.
  [[nodiscard]] NodeId child(const Here& here, const JsonValue& schema, Clause clause);
  [[nodiscard]] NodeId never(const Here& here, Clause clause);

  void check_annotation(Here& here);
  // A keyword that another reads has no effect without it, but its errors are reported.
  void read_alone(Here& here);

  // keywords_of_scalars.cpp
  void read_type(Here& here);
  void read_values(Here& here, std::vector<std::string> texts, std::string sentence);
  void read_enum(Here& here);
  void read_bound(Here& here, pack::NumberRule rule, const char* phrase);
  void read_bound_of_draft_04(Here& here, bool minimum);
  void read_multiple_of(Here& here);
  void read_pattern(Here& here);
  void read_format(Here& here);

  // keywords_of_containers.cpp
  [[nodiscard]] bool read_count(const Here& here, const JsonValue& value, std::uint32_t& count);
  void read_min(Here& here, Range& range, const char* noun);
  void read_max(Here& here, Range& range, const char* noun);
  void read_unique_items(Here& here);
  void read_items(Here& here);
  void read_prefix_items(Here& here);
  void read_contains(Here& here);
  void read_properties(Here& here);
  void read_pattern_properties(Here& here);
  void read_required(Here& here);
  void add_dependent(Here& here, const std::string& trigger, const JsonValue& names);

  // keywords_of_references.cpp
  void read_all_of(Here& here);
  void read_any_of(Here& here, pack::EdgeKind kind);
  void read_not(Here& here);
  void read_condition(Here& here);
  void read_dependent(Here& here, bool schemas, bool names);
  void read_definitions(Here& here);
  void read_reference(Here& here, bool dynamic);
  void add_edge(Here& here, pack::EdgeKind kind, Clause clause, std::vector<NodeId> targets,
                std::string trigger = {});
  // A node that can be the end of an edge.
  [[nodiscard]] NodeId edge_end(NodeId node);

  [[nodiscard]] bool check_pattern(const Here& here, const std::string& pattern);

  Registry& registry_;
  bool assert_formats_;
  SchemaErrors& errors_;
  SchemaErrors& warnings_;
  std::vector<Node> nodes_;
  std::map<std::pair<const JsonValue*, std::size_t>, NodeId> known_;
  std::deque<Pending> pending_;
  std::vector<DynamicScope> scopes_ = {{}};
  std::map<DynamicScope, std::size_t> known_scopes_ = {{{}, 0}};
  bool too_many_scopes_ = false;
  NodeId anything_ = kNoNode;
  PatternTables patterns_;
};

// "a, b or c".
[[nodiscard]] std::string list_words(const std::vector<std::string>& words);

}  // namespace godwit::schema
