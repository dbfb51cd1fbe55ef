#include "compiler/pack_writer.h"

#include <algorithm>
#include <bit>
#include <deque>
#include <map>
#include <tuple>
#include <unordered_map>

#include "base/crc32c.h"
#include "base/json_reader.h"
#include "compiler/node_graph.h"
#include "compiler/pack_words.h"
#include "schema/decimal.h"
#include "schema/json_value.h"
#include "schema/syntax_rule.h"

namespace godwit::schema {
namespace {

using WordList = std::vector<std::uint32_t>;

std::uint32_t count_of(std::size_t size) {
  return static_cast<std::uint32_t>(size);
}

class PackWriter {
 public:
  PackWriter(const std::vector<Node>& nodes, const PatternTables& patterns, SchemaErrors& errors)
      : nodes_(nodes), graph_(nodes), patterns_(patterns), errors_(errors) {}

  WordList write(std::vector<NamedNode> schemas);

 private:
  // The places of nodes in a group.
  using Positions = std::unordered_map<NodeId, std::uint32_t>;
  struct PendingGroup {
    pack::Ref ref;
    std::vector<NodeId> members;
  };

  void fail(const Node& node, std::string sentence) {
    errors_.push_back({node.file, node.pointer, "", std::move(sentence)});
  }
  const Node& at(NodeId id) const { return nodes_[static_cast<std::size_t>(id)]; }

  [[nodiscard]] bool full() const {
    return words_.size_bytes() > kPackBytesMax || membership_count_ > kMembershipsMax;
  }
  pack::Ref group(NodeId id);
  WordList group_words(const std::vector<NodeId>& members);
  pack::Ref edges(const Node& node, const Positions& positions);
  pack::Ref node(NodeId id);

  pack::Ref clause(const Clause& clause);
  pack::Ref values(const Values& values);
  pack::Ref numbers(const std::vector<NumberCheck>& checks);
  pack::Ref string(const StringRules& rules);
  pack::Ref array(const ArrayRules& rules);
  pack::Ref object(const Node& node);
  pack::Ref pattern(const std::string& pattern) {
    if (pattern.empty()) return pack::kNone;
    const WordList& table = patterns_.at(pattern);
    if ((table[0] & 0xFFFF) == 0) ordinary_ = false;  // It is a program.
    return words_.intern(table);
  }

  const std::vector<Node>& nodes_;
  NodeGraph graph_;
  const PatternTables& patterns_;
  SchemaErrors& errors_;
  PackWords words_;
  std::map<NodeId, pack::Ref> groups_;
  std::unordered_map<NodeId, pack::Ref> written_;
  std::deque<PendingGroup> pending_;
  bool ordinary_ = true;  // So far.
  std::size_t membership_count_ = 0;
};

// The names that the schema knows, in the order of their slots.
std::vector<Property> slots_of(const Node& node) {
  std::vector<Property> slots = node.object.properties;
  std::map<std::string, bool> known;
  for (const Property& property : slots) known[property.name] = true;
  const auto add = [&](const std::string& name) {
    if (known.emplace(name, true).second) slots.push_back({name, kNoNode});
  };
  for (const Required& required : node.object.required) add(required.name);
  for (const Dependent& dependent : node.object.dependent) {
    add(dependent.trigger);
    add(dependent.name);
  }
  for (const Edge& edge : node.edges) {
    if (edge.kind == pack::EdgeKind::dependent) add(edge.trigger);
  }
  return slots;
}

std::uint32_t slot_of(const std::vector<Property>& slots, const std::string& name) {
  const auto found = std::find_if(slots.begin(), slots.end(),
                                  [&](const Property& slot) { return slot.name == name; });
  return count_of(static_cast<std::size_t>(found - slots.begin()));
}

// The open-addressing table that find_property() of the validator reads.
WordList name_table(const std::vector<Property>& slots, std::uint32_t& mask) {
  mask = std::bit_ceil(2 * count_of(slots.size()) + 2) - 1;
  std::vector<std::uint16_t> table(mask + 1);
  for (std::size_t slot = 0; slot < slots.size(); ++slot) {
    std::uint32_t place = pack::name_hash(slots[slot].name);
    while (table[place & mask] != 0) ++place;
    table[place & mask] = static_cast<std::uint16_t>(slot + 1);
  }
  WordList words(table.size() / 2);
  std::memcpy(words.data(), table.data(), table.size() * sizeof table[0]);
  return words;
}

pack::Ref PackWriter::clause(const Clause& clause) {
  if (clause.keyword.empty()) return pack::kNone;
  WordList words;
  PackWords::append(words, pack::Clause{words_.text(clause.keyword), words_.text(clause.sentence)});
  return words_.intern(words);
}

pack::Ref PackWriter::values(const Values& values) {
  if (!values.any()) return pack::kNone;
  std::vector<std::pair<std::uint64_t, std::string>> sorted;
  for (const std::string& text : values.texts) sorted.emplace_back(json_hash(text), text);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  WordList words;
  PackWords::append(words, pack::Values{clause(values.clause), count_of(sorted.size())});
  for (const auto& [hash, text] : sorted) {
    PackWords::append(
        words, pack::Value{static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(hash >> 32),
                           words_.text(text)});
  }
  return words_.intern(words);
}

pack::Ref PackWriter::numbers(const std::vector<NumberCheck>& checks) {
  if (checks.empty()) return pack::kNone;
  WordList words;
  PackWords::append(words, pack::Number{count_of(checks.size())});
  for (const NumberCheck& check : checks) {
    pack::NumberCheck packed = {check.rule, clause(check.clause), words_.text(check.text), 0, 0, 0};
    std::int64_t whole = 0;
    if (check.rule == pack::NumberRule::multiple_of) {
      const Decimal number(check.text);
      for (const char c : number.digits) {
        if (c != '.') packed.low = packed.low * 10 + static_cast<std::uint32_t>(c - '0');
      }
      packed.high = static_cast<std::int32_t>(number.exponent - number.digit_count());
    } else if (check.text.size() <= 18 && parse_whole_signed(check.text, whole)) {
      packed.whole = 1;
      packed.low = static_cast<std::uint32_t>(whole);
      packed.high = static_cast<std::int32_t>(whole >> 32);
    }
    PackWords::append(words, packed);
  }
  return words_.intern(words);
}

pack::Ref PackWriter::string(const StringRules& rules) {
  if (!rules.any()) return pack::kNone;
  WordList words;
  PackWords::append(
      words, pack::String{rules.length.min, rules.length.max, clause(rules.length.min_clause),
                          clause(rules.length.max_clause), count_of(rules.checks.size())});
  for (const StringCheck& check : rules.checks) {
    if (is_syntax_rule(check.rule)) ordinary_ = false;
    PackWords::append(words,
                      pack::StringCheck{pattern(check.pattern), check.rule, clause(check.clause)});
  }
  return words_.intern(words);
}

pack::Ref PackWriter::array(const ArrayRules& rules) {
  if (!rules.any()) return pack::kNone;
  WordList prefix;
  for (const NodeId element : rules.prefix) prefix.push_back(group(element));
  WordList words;
  PackWords::append(
      words, pack::Array{rules.count.min, rules.count.max, clause(rules.count.min_clause),
                         clause(rules.count.max_clause), count_of(prefix.size()),
                         words_.intern(prefix), group(rules.items), group(rules.contains),
                         rules.contained.min, rules.contained.max,
                         clause(rules.contained.min_clause), clause(rules.contained.max_clause),
                         rules.unique ? clause(rules.unique_clause) : pack::kNone,
                         group(rules.unevaluated)});
  return words_.intern(words);
}

pack::Ref PackWriter::object(const Node& node) {
  const ObjectRules& rules = node.object;
  const std::vector<Property> slots = slots_of(node);
  if (!rules.any() && slots.empty()) return pack::kNone;
  if (slots.size() > kPropertiesMax) {
    fail(node, "it knows more than " + std::to_string(kPropertiesMax) + " properties");
    return pack::kNone;
  }
  pack::Object packed = {};
  packed.count_min = rules.count.min;
  packed.count_max = rules.count.max;
  packed.count_min_clause = clause(rules.count.min_clause);
  packed.count_max_clause = clause(rules.count.max_clause);
  WordList properties;
  for (const Property& slot : slots) {
    PackWords::append(properties, pack::Property{words_.name(slot.name), group(slot.node)});
  }
  packed.property_count = count_of(slots.size());
  packed.properties = words_.intern(properties);
  packed.table = words_.intern(name_table(slots, packed.table_mask));
  WordList patterns;
  for (const PatternProperty& property : rules.patterns) {
    PackWords::append(patterns,
                      pack::PatternProperty{pattern(property.pattern), group(property.node)});
  }
  packed.pattern_count = count_of(rules.patterns.size());
  packed.patterns = words_.intern(patterns);
  packed.additional = group(rules.additional);
  packed.names = group(rules.names);
  WordList required;
  for (const Required& one : rules.required) {
    PackWords::append(required, pack::Required{slot_of(slots, one.name), clause(one.clause)});
  }
  packed.required_count = count_of(rules.required.size());
  packed.required = words_.intern(required);
  WordList dependent;
  for (const Dependent& one : rules.dependent) {
    PackWords::append(dependent, pack::Dependent{slot_of(slots, one.trigger),
                                                 slot_of(slots, one.name), clause(one.clause)});
  }
  packed.dependent_count = count_of(rules.dependent.size());
  packed.dependent = words_.intern(dependent);
  packed.unevaluated = group(rules.unevaluated);
  WordList words;
  PackWords::append(words, packed);
  return words_.intern(words);
}

pack::Ref PackWriter::node(NodeId id) {
  if (const auto known = written_.find(id); known != written_.end()) return known->second;
  const Node& node = at(id);
  WordList words;
  PackWords::append(words, pack::Node{node.types, clause(node.type_clause), values(node.values),
                                      numbers(node.numbers), string(node.string), array(node.array),
                                      object(node)});
  return written_[id] = words_.intern(words);
}

pack::Ref PackWriter::edges(const Node& node, const Positions& positions) {
  if (node.edges.empty()) return pack::kNone;
  std::vector<Property> slots;  // Only where an edge has a trigger.
  WordList words;
  PackWords::append(words, pack::Edges{count_of(node.edges.size())});
  for (const Edge& edge : node.edges) {
    WordList targets;
    for (const NodeId target : edge.targets) {
      targets.push_back(target == kNoNode ? pack::kNoMember : positions.at(graph_.end(target)));
    }
    const bool triggered = edge.kind == pack::EdgeKind::dependent;
    if (triggered && slots.empty()) slots = slots_of(node);
    PackWords::append(words, pack::Edge{edge.kind, clause(edge.clause),
                                        triggered ? slot_of(slots, edge.trigger) : 0,
                                        count_of(targets.size()), words_.intern(targets)});
  }
  return words_.intern(words);
}

// Whether validator.h reads all that the node asks by itself.
bool is_ordinary(const Node& node) {
  const ArrayRules& array = node.array;
  const ObjectRules& object = node.object;
  const auto container = [](const std::string& text) { return text[0] == '[' || text[0] == '{'; };
  return std::none_of(node.values.texts.begin(), node.values.texts.end(), container) &&
         node.edges.empty() && array.contains == kNoNode && !array.unique &&
         array.unevaluated == kNoNode && object.patterns.empty() && object.names == kNoNode &&
         object.dependent.empty() && object.unevaluated == kNoNode &&
         slots_of(node).size() <= pack::kOrdinaryPropertiesMax;
}

WordList PackWriter::group_words(const std::vector<NodeId>& members) {
  Positions positions;
  for (const NodeId id : members) positions.emplace(id, count_of(positions.size()));
  pack::Group head = {count_of(members.size()), 0};
  if (members.size() == 1 && is_ordinary(at(members[0]))) {
    head.traits |= pack::kOrdinary;
  } else {
    ordinary_ = false;
  }
  WordList words;
  PackWords::append(words, head);
  for (const NodeId id : members) {
    const Node& member = at(id);
    if (member.object.unevaluated != kNoNode || member.array.unevaluated != kNoNode) {
      head.traits |= pack::kFollowsEvaluated;
    }
    PackWords::append(words, pack::Member{node(id), edges(member, positions)});
  }
  std::memcpy(words.data(), &head, sizeof head);
  return words;
}

pack::Ref PackWriter::group(NodeId id) {
  if (id == kNoNode) return pack::kNone;
  id = graph_.canonical(id);
  if (id == kAnythingNode) return pack::kAnything;
  if (const auto known = groups_.find(id); known != groups_.end()) return known->second;
  if (full()) return pack::kAnything;  // write() says so.
  std::vector<NodeId> members = graph_.group(id);
  membership_count_ += members.size();
  if (members.empty() || members.size() > kGroupMembersMax) {
    fail(at(id), members.empty()
                     ? "it refers to itself without going into the value, which has no end"
                     : "more than " + std::to_string(kGroupMembersMax) +
                           " schemas apply to one value here");
    return groups_[id] = pack::kAnything;
  }
  // A group that refers to no other can be shared at once. The others get their place first,
  // because they may refer to themselves.
  if (members.size() == 1 && !at(id).array.any() && !at(id).object.any()) {
    return groups_[id] = words_.intern(group_words(members));
  }
  const pack::Ref ref = words_.reserve(
      (sizeof(pack::Group) + members.size() * sizeof(pack::Member)) / sizeof(std::uint32_t));
  pending_.push_back({ref, std::move(members)});
  return groups_[id] = ref;
}

WordList PackWriter::write(std::vector<NamedNode> schemas) {
  const auto key = [](const NamedNode& schema) {
    return std::tie(schema.name, schema.version.model, schema.version.revision,
                    schema.version.addition);
  };
  std::sort(schemas.begin(), schemas.end(),
            [&](const NamedNode& a, const NamedNode& b) { return key(a) < key(b); });
  WordList table;
  for (const NamedNode& schema : schemas) {
    const NodeId typed = schema.typed == kNoNode ? schema.node : schema.typed;
    PackWords::append(
        table, pack::Schema{words_.text(schema.name), schema.version.model, schema.version.revision,
                            schema.version.addition, group(schema.node), group(typed)});
  }
  for (; !pending_.empty() && !full(); pending_.pop_front()) {
    words_.fill(pending_.front().ref, group_words(pending_.front().members));
  }
  if (membership_count_ > kMembershipsMax) {
    errors_.push_back({"", "", "",
                       "more than " + std::to_string(kMembershipsMax) +
                           " times in all a schema applies to the value that another one is met "
                           "with; chains of allOf or $ref that are entered everywhere need fewer "
                           "links"});
  } else if (full()) {
    errors_.push_back(
        {"", "", "",
         "the pack would be larger than " + std::to_string(kPackBytesMax >> 20) + " MiB"});
  }
  if (!errors_.empty()) return {};
  pack::Header header = {pack::kMagic,         pack::kFormat,      0, 0, count_of(schemas.size()),
                         words_.intern(table), ordinary_ ? 1u : 0u};
  header.size_bytes = count_of(words_.size_bytes());
  WordList words = words_.take();
  const auto* bytes = reinterpret_cast<const char*>(words.data());
  std::memcpy(words.data(), &header, sizeof header);
  header.crc32c = crc32c(bytes + pack::kCheckedAt, header.size_bytes - pack::kCheckedAt);
  std::memcpy(words.data(), &header, sizeof header);
  return words;
}

}  // namespace

std::vector<std::uint32_t> write_pack(std::vector<NamedNode> schemas,
                                      const std::vector<Node>& nodes, const PatternTables& patterns,
                                      SchemaErrors& errors) {
  return PackWriter(nodes, patterns, errors).write(std::move(schemas));
}

}  // namespace godwit::schema
