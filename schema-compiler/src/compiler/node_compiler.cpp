#include "compiler/node_compiler.h"

#include <algorithm>
#include <utility>

namespace godwit::schema {

namespace {

using Kind = JsonValue::Kind;

}  // namespace

std::string list_words(const std::vector<std::string>& words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) list += i + 1 == words.size() ? " or " : ", ";
    list += words[i];
  }
  return list;
}

void NodeCompiler::fail(const Here& here, std::string sentence) {
  errors_.push_back({here.location.resource->file,
                     here.location.pointer + pointer_step(here.keyword), std::string(here.keyword),
                     std::move(sentence)});
}

bool NodeCompiler::expect(const Here& here, std::initializer_list<Kind> kinds, const char* wanted) {
  if (std::find(kinds.begin(), kinds.end(), here.value->kind) != kinds.end()) return true;
  fail(here, std::string("it must be ") + wanted);
  return false;
}

std::size_t NodeCompiler::enter(std::size_t scope, const Resource& resource) {
  if (resource.dynamic_anchors.empty()) return scope;
  DynamicScope inner = scopes_[scope];
  inner.insert(resource.dynamic_anchors.begin(), resource.dynamic_anchors.end());
  const auto known = known_scopes_.find(inner);
  if (known != known_scopes_.end()) return known->second;
  if (scopes_.size() == kDynamicScopesMax) {
    if (!std::exchange(too_many_scopes_, true)) {
      errors_.push_back({resource.file, "", "$dynamicAnchor",
                         "its anchors can be met in more than " +
                             std::to_string(kDynamicScopesMax) + " combinations; use fewer"});
    }
    return scope;
  }
  known_scopes_.emplace(inner, scopes_.size());
  scopes_.push_back(std::move(inner));
  return scopes_.size() - 1;
}

NodeId NodeCompiler::compile(const Location& location) {
  const NodeId id = node_of(location, 0);
  for (; !pending_.empty(); pending_.pop_front()) read_pending(pending_.front());
  return id;
}

NodeId NodeCompiler::node_of(const Location& location, std::size_t scope) {
  scope = enter(scope, *location.resource);
  const auto key = std::make_pair(location.value, scope);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  if (location.value->is(Kind::boolean) && location.value->is_true()) return kAnythingNode;
  const auto id = static_cast<NodeId>(nodes_.size());
  known_[key] = id;
  nodes_.emplace_back();
  pending_.push_back({location, scope, id});
  return id;
}

void NodeCompiler::read_pending(const Pending& pending) {
  const auto& [location, scope, id] = pending;
  Node node;
  node.file = location.resource->file;
  node.pointer = location.pointer;
  Here here = {location, *location.value, location.resource->draft, scope, node};
  if (location.value->is(Kind::object)) {
    read_schema(here);
  } else {
    if (!location.value->is(Kind::boolean)) {
      errors_.push_back({node.file, node.pointer, "", "a schema must be an object or a boolean"});
    }
    node.types = 0;
    node.type_clause = {"false", "is not permitted here"};
  }
  nodes_[static_cast<std::size_t>(id)] = std::move(node);
}

void NodeCompiler::read_schema(Here& here) {
  if (here.draft == Draft::draft_04) {
    // Beside a reference nothing counts (JSON Reference, draft of 2012, section 3).
    if (const JsonValue* reference = here.find("$ref")) {
      here.keyword = "$ref";
      here.value = reference;
      read_reference(here, false);
      return;
    }
  }
  for (const auto& [name, value] : here.schema.members) {
    if (here.find(name) != &value) continue;  // The last of several members with one name counts.
    here.keyword = name;
    here.value = &value;
    const Keyword* keyword = find_keyword(here.draft, name);
    if (keyword == nullptr) {
      fail(here, quote(name) + " is no keyword of " + std::string(name_of(here.draft)) +
                     "; remove it, or say it in a description");
      continue;
    }
    read_keyword(here, keyword->id);
  }
}

NodeId NodeCompiler::never(const Here& here, Clause clause) {
  Node node;
  node.types = 0;
  node.type_clause = std::move(clause);
  node.file = here.location.resource->file;
  node.pointer = here.location.pointer;
  nodes_.push_back(std::move(node));
  return static_cast<NodeId>(nodes_.size()) - 1;
}

NodeId NodeCompiler::child(const Here& here, const JsonValue& schema, Clause clause) {
  if (schema.is(Kind::boolean)) {
    const bool permitted = here.draft != Draft::draft_04 ||
                           here.keyword == "additionalProperties" ||
                           here.keyword == "additionalItems";
    if (!permitted) fail(here, "draft-04 has no boolean schemas here");
    return schema.is_true() ? kAnythingNode : never(here, std::move(clause));
  }
  return node_of(registry_.location_of(schema), here.scope);
}

void NodeCompiler::check_annotation(Here& here) {
  for (const std::string_view name : {"$anchor", "$dynamicAnchor", "$id", "$schema", "id"}) {
    if (here.keyword == name) static_cast<void>(expect(here, {Kind::string}, "a string"));
  }
}

void NodeCompiler::read_alone(Here& here) {
  const std::string_view name = here.keyword;
  if (name == "minContains" || name == "maxContains") {
    std::uint32_t ignored = 0;
    if (here.find("contains") == nullptr) static_cast<void>(read_count(here, *here.value, ignored));
  } else if (name == "exclusiveMinimum" || name == "exclusiveMaximum") {
    const char* bound = name == "exclusiveMinimum" ? "minimum" : "maximum";
    if (here.find(bound) == nullptr) fail(here, std::string("it says nothing without ") + bound);
  } else {
    const JsonValue* reader = here.find(name == "additionalItems" ? "items" : "if");
    const bool read = reader != nullptr && (name != "additionalItems" || reader->is(Kind::array));
    if (!read) static_cast<void>(child(here, *here.value, {}));
  }
}

void NodeCompiler::read_keyword(Here& here, KeywordId id) {
  Node& node = here.node;
  switch (id) {
    case KeywordId::annotation:
      return check_annotation(here);
    case KeywordId::read_by_another:
      return read_alone(here);
    case KeywordId::type:
      return read_type(here);
    case KeywordId::enumeration:
      return read_enum(here);
    case KeywordId::const_value:
      return read_values(here, {to_json(*here.value)}, "must be " + to_json(*here.value));
    case KeywordId::minimum:
      if (here.draft == Draft::draft_04) return read_bound_of_draft_04(here, true);
      return read_bound(here, pack::NumberRule::minimum, "must be at least ");
    case KeywordId::maximum:
      if (here.draft == Draft::draft_04) return read_bound_of_draft_04(here, false);
      return read_bound(here, pack::NumberRule::maximum, "must be at most ");
    case KeywordId::exclusive_minimum:
      return read_bound(here, pack::NumberRule::exclusive_minimum, "must be greater than ");
    case KeywordId::exclusive_maximum:
      return read_bound(here, pack::NumberRule::exclusive_maximum, "must be less than ");
    case KeywordId::multiple_of:
      return read_multiple_of(here);
    case KeywordId::min_length:
      return read_min(here, node.string.length, "character");
    case KeywordId::max_length:
      return read_max(here, node.string.length, "character");
    case KeywordId::pattern:
      return read_pattern(here);
    case KeywordId::format:
      return read_format(here);
    case KeywordId::min_items:
      return read_min(here, node.array.count, "element");
    case KeywordId::max_items:
      return read_max(here, node.array.count, "element");
    case KeywordId::unique_items:
      return read_unique_items(here);
    case KeywordId::items:
      return read_items(here);
    case KeywordId::prefix_items:
      return read_prefix_items(here);
    case KeywordId::contains:
      return read_contains(here);
    case KeywordId::unevaluated_items:
      node.array.unevaluated =
          child(here, *here.value, {"unevaluatedItems", "is an element that no schema knows"});
      return;
    case KeywordId::min_properties:
      return read_min(here, node.object.count, "property");
    case KeywordId::max_properties:
      return read_max(here, node.object.count, "property");
    case KeywordId::properties:
      return read_properties(here);
    case KeywordId::pattern_properties:
      return read_pattern_properties(here);
    case KeywordId::additional_properties:
      node.object.additional =
          child(here, *here.value,
                {"additionalProperties", "is a property that the schema does not know"});
      return;
    case KeywordId::property_names:
      node.object.names =
          child(here, *here.value, {"propertyNames", "is a name; none is permitted"});
      return;
    case KeywordId::unevaluated_properties:
      node.object.unevaluated =
          child(here, *here.value, {"unevaluatedProperties", "is a property that no schema knows"});
      return;
    case KeywordId::required:
      return read_required(here);
    case KeywordId::dependencies:
      return read_dependent(here, true, true);
    case KeywordId::dependent_required:
      return read_dependent(here, false, true);
    case KeywordId::dependent_schemas:
      return read_dependent(here, true, false);
    case KeywordId::all_of:
      return read_all_of(here);
    case KeywordId::any_of:
      return read_any_of(here, pack::EdgeKind::any);
    case KeywordId::one_of:
      return read_any_of(here, pack::EdgeKind::one);
    case KeywordId::negation:
      return read_not(here);
    case KeywordId::condition:
      return read_condition(here);
    case KeywordId::definitions:
      return read_definitions(here);
    case KeywordId::reference:
      return read_reference(here, false);
    case KeywordId::dynamic_reference:
      return read_reference(here, true);
  }
}

}  // namespace godwit::schema
