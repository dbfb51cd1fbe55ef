// The keywords that join schemas: allOf and its kin, conditions, dependencies and references.
#include "compiler/counted.h"
#include "compiler/node_compiler.h"
#include "compiler/uri.h"

namespace godwit::schema {
namespace {

using Kind = JsonValue::Kind;

}  // namespace

NodeId NodeCompiler::edge_end(NodeId node) {
  if (node != kAnythingNode) return node;
  if (anything_ == kNoNode) {
    anything_ = static_cast<NodeId>(nodes_.size());
    nodes_.emplace_back();
  }
  return anything_;
}

void NodeCompiler::add_edge(Here& here, pack::EdgeKind kind, Clause clause,
                            std::vector<NodeId> targets, std::string trigger) {
  for (NodeId& target : targets) target = edge_end(target);
  here.node.edges.push_back({kind, std::move(clause), std::move(trigger), std::move(targets)});
}

void NodeCompiler::read_all_of(Here& here) {
  if (!expect(here, {Kind::array}, "an array of schemas")) return;
  std::vector<NodeId> targets;
  for (const JsonValue& schema : here.value->elements) {
    targets.push_back(child(here, schema, {"allOf", "is not permitted"}));
  }
  if (targets.empty()) return fail(here, "it lists no schema");
  add_edge(here, pack::EdgeKind::all, {}, std::move(targets));
}

void NodeCompiler::read_any_of(Here& here, pack::EdgeKind kind) {
  if (!expect(here, {Kind::array}, "an array of schemas")) return;
  std::vector<NodeId> targets;
  for (const JsonValue& schema : here.value->elements) {
    targets.push_back(child(here, schema, {std::string(here.keyword), "is not permitted"}));
  }
  if (targets.empty()) return fail(here, "it lists no schema, so nothing would be valid");
  const char* verb = kind == pack::EdgeKind::one ? "must match exactly one" : "must match one";
  const std::string which =
      targets.size() == 1 ? "must match the only schema"
                          : std::string(verb) + " of the " + counted(targets.size(), "schema");
  add_edge(here, kind, {std::string(here.keyword), which + " of " + std::string(here.keyword)},
           std::move(targets));
}

void NodeCompiler::read_not(Here& here) {
  const NodeId target = child(here, *here.value, {"not", "is not permitted"});
  add_edge(here, pack::EdgeKind::negated, {"not", "must not match the schema of `not`"}, {target});
}

void NodeCompiler::read_condition(Here& here) {
  std::vector<NodeId> targets = {edge_end(child(here, *here.value, {"if", "is not permitted"}))};
  for (const char* branch : {"then", "else"}) {
    const JsonValue* schema = here.find(branch);
    here.keyword = branch;
    targets.push_back(
        schema == nullptr ? kNoNode : edge_end(child(here, *schema, {branch, "is not permitted"})));
  }
  here.node.edges.push_back({pack::EdgeKind::condition, {}, {}, std::move(targets)});
}

void NodeCompiler::read_dependent(Here& here, bool schemas, bool names) {
  if (!expect(here, {Kind::object}, "an object")) return;
  for (const auto& [trigger, value] : here.value->members) {
    if (value.is(Kind::array)) {
      if (!names) return fail(here, "it must be an object of schemas");
      add_dependent(here, trigger, value);
      continue;
    }
    if (!schemas) return fail(here, "it must be an object of arrays of names");
    const Clause clause = {std::string(here.keyword),
                           "must not have the property " + quote(trigger)};
    add_edge(here, pack::EdgeKind::dependent, {}, {child(here, value, clause)}, trigger);
  }
}

// Compiles also definitions that nothing refers to, so that their errors are reported.
void NodeCompiler::read_definitions(Here& here) {
  if (!expect(here, {Kind::object}, "an object of schemas")) return;
  for (const auto& [name, schema] : here.value->members) {
    static_cast<void>(name);
    static_cast<void>(child(here, schema, {std::string(here.keyword), "is not permitted"}));
  }
}

void NodeCompiler::read_reference(Here& here, bool dynamic) {
  if (!expect(here, {Kind::string}, "a URI reference")) return;
  std::string why;
  std::optional<Location> target = registry_.resolve(here.location, here.value->text, why);
  if (!target) return fail(here, std::move(why));
  if (dynamic) {
    // 2020-12, core, section 8.2.3.2: the anchor of that name which the outermost resource has, if
    // what the reference leads to by itself is such an anchor.
    const std::optional<Uri> uri = resolve(here.location.resource->uri, here.value->text);
    const auto& anchors = target->resource->dynamic_anchors;
    const auto anchor = anchors.find(uri->fragment);
    if (anchor != anchors.end() && anchor->second == target->value) {
      const auto bound = scopes_[here.scope].find(uri->fragment);
      if (bound != scopes_[here.scope].end()) target = registry_.location_of(*bound->second);
    }
  }
  const NodeId node = node_of(*target, here.scope);
  if (node == kAnythingNode) return;
  add_edge(here, pack::EdgeKind::all, {}, {node});
}

}  // namespace godwit::schema
