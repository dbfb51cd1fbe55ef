#include "pattern/pattern_syntax.h"

#include <set>
#include <utility>

#include "pattern/pattern_escapes.h"

namespace godwit::schema {
namespace {

using NodeKind = PatternNode::Kind;

// One pass over the pattern. Groups that are open stand on a stack of its own, not on the thread's.
class Parser {
 public:
  explicit Parser(PatternTree& tree) : tree_(tree) {}

  std::optional<PatternError> parse(std::string_view pattern) {
    if (reader_.open(pattern)) (void)read_all();
    return reader_.error();
  }

 private:
  struct Group {
    std::size_t begin = 0;
    bool looks = false;  // Look-ahead or look-behind, which takes no quantifier.
    std::vector<std::uint32_t> alternatives;
    std::vector<std::uint32_t> terms;
  };
  struct Reference {
    std::size_t at = 0;
    std::uint32_t number = 0;
    std::u32string name;
  };

  bool read_all();
  bool read_term();
  bool open_group();
  bool close_group();
  void end_alternative(Group& group);
  std::uint32_t close_choice(Group& group);
  bool read_backslash();
  bool read_class();
  bool read_class_atom(PatternNode& node, std::optional<std::uint32_t>& character);
  bool read_quantifier(std::uint32_t child);
  bool read_braces(std::uint32_t& min, std::uint32_t& max);
  bool check_references();

  std::uint32_t add(PatternNode node) {
    tree_.nodes.push_back(std::move(node));
    return static_cast<std::uint32_t>(tree_.nodes.size() - 1);
  }
  void add_place(PatternPlace place) {
    groups_.back().terms.push_back(add({.kind = NodeKind::assertion, .place = place}));
  }
  bool add_character(std::uint32_t character) {
    return read_quantifier(add({.kind = NodeKind::characters, .ranges = {{character, character}}}));
  }
  bool add_set(const NamedSet& set) {
    return read_quantifier(add({.kind = NodeKind::characters, .named = {set}}));
  }

  PatternTree& tree_;
  PatternReader reader_;
  std::vector<Group> groups_;
  std::uint32_t captures_ = 0;
  std::set<std::u32string> names_;
  std::vector<Reference> references_;
};

bool Parser::read_all() {
  groups_.emplace_back();
  while (!reader_.at_end()) {
    if (!read_term()) return false;
  }
  if (groups_.size() > 1) return reader_.fail("a group is not closed", groups_.back().begin);
  tree_.root = close_choice(groups_.back());
  return check_references();
}

bool Parser::read_term() {
  const std::size_t begin = reader_.at();
  const char32_t character = reader_.next();
  switch (character) {
    case '|':
      end_alternative(groups_.back());
      return true;
    case '(':
      return open_group();
    case ')':
      return close_group();
    case '^':
      add_place(kPlaceStart);
      return true;
    case '$':
      add_place(kPlaceEnd);
      return true;
    case '\\':
      return read_backslash();
    case '[':
      return read_class();
    case '.':
      return add_set({.kind = NamedSet::Kind::line});
    case '*':
    case '+':
    case '?':
      return reader_.fail("a quantifier follows nothing that can be repeated", begin);
    case '{':
    case '}':
      return reader_.fail("a lone brace must be escaped", begin);
    case ']':
      return reader_.fail("a lone bracket must be escaped", begin);
    default:
      return add_character(character);
  }
}

bool Parser::open_group() {
  Group group;
  group.begin = reader_.at() - 1;
  if (reader_.take("?=") || reader_.take("?!")) {
    group.looks = true;
    reader_.refuse("look-ahead is not supported", group.begin);
  } else if (reader_.take("?<=") || reader_.take("?<!")) {
    group.looks = true;
    reader_.refuse("look-behind is not supported", group.begin);
  } else if (!reader_.take("?:")) {
    ++captures_;
    if (reader_.take(U'?')) {
      std::u32string name;
      const std::size_t name_begin = reader_.at();
      if (reader_.peek() != '<') return reader_.fail("a group begins with an unknown sign");
      if (!reader_.read_group_name(name)) return false;
      if (!names_.insert(std::move(name)).second) {
        return reader_.fail("two groups have the same name", name_begin);
      }
    }
  }
  if (groups_.size() > kPatternDepthMax) {
    reader_.refuse("groups are nested too deeply", group.begin);
  }
  groups_.push_back(std::move(group));
  return true;
}

bool Parser::close_group() {
  if (groups_.size() == 1) {
    return reader_.fail("a parenthesis closes no group", reader_.at() - 1);
  }
  Group group = std::move(groups_.back());
  groups_.pop_back();
  const std::uint32_t node = close_choice(group);
  return group.looks || read_quantifier(node);
}

void Parser::end_alternative(Group& group) {
  const bool single = group.terms.size() == 1;
  group.alternatives.push_back(
      single ? group.terms[0]
             : add({.kind = NodeKind::sequence, .children = std::move(group.terms)}));
  group.terms.clear();
}

std::uint32_t Parser::close_choice(Group& group) {
  end_alternative(group);
  if (group.alternatives.size() == 1) return group.alternatives[0];
  return add({.kind = NodeKind::choice, .children = std::move(group.alternatives)});
}

bool Parser::read_backslash() {
  const std::size_t begin = reader_.at() - 1;
  PatternEscape escape;
  if (!reader_.read_escape(false, escape)) return false;
  switch (escape.kind) {
    case PatternEscape::Kind::character:
      return add_character(escape.code_point);
    case PatternEscape::Kind::set:
      return add_set(escape.set);
    case PatternEscape::Kind::word_edge:
      add_place(kPlaceWordEdge);
      return true;
    case PatternEscape::Kind::no_word_edge:
      add_place(kPlaceNoWordEdge);
      return true;
    case PatternEscape::Kind::number:
    case PatternEscape::Kind::name:
      break;
  }
  reader_.refuse("a back-reference is not supported", begin);
  references_.push_back({begin, escape.group, std::move(escape.name)});
  return read_quantifier(add({}));
}

bool Parser::check_references() {
  for (const Reference& reference : references_) {
    const bool found =
        reference.number != 0 ? reference.number <= captures_ : names_.contains(reference.name);
    if (!found) {
      return reader_.fail("a back-reference names a group that is not there", reference.at);
    }
  }
  return true;
}

// One character, which is not yet added because a range may begin with it, or a set, which is.
bool Parser::read_class_atom(PatternNode& node, std::optional<std::uint32_t>& character) {
  character.reset();
  const char32_t first = reader_.next();
  if (first != '\\') {
    character = first;
    return true;
  }
  PatternEscape escape;
  if (!reader_.read_escape(true, escape)) return false;
  if (escape.kind == PatternEscape::Kind::character) {
    character = escape.code_point;
  } else {
    node.named.push_back(escape.set);
  }
  return true;
}

bool Parser::read_class() {
  const std::size_t begin = reader_.at() - 1;
  PatternNode node{.kind = NodeKind::characters, .complement = reader_.take(U'^')};
  while (!reader_.take(U']')) {
    if (reader_.at_end()) return reader_.fail("a class is not closed", begin);
    const std::size_t atom = reader_.at();
    std::optional<std::uint32_t> first;
    if (!read_class_atom(node, first)) return false;
    std::optional<std::uint32_t> last = first;
    const bool range =
        reader_.peek() == '-' && reader_.peek(1) != ']' && reader_.peek(1) != PatternReader::kNone;
    if (range) {
      (void)reader_.next();
      if (!read_class_atom(node, last)) return false;
      if (!first || !last) return reader_.fail("a range begins or ends with a set", atom);
      if (*first > *last) return reader_.fail("a range is out of order", atom);
    }
    if (first) node.ranges.push_back({*first, *last});
  }
  return read_quantifier(add(std::move(node)));
}

// Behind the opening brace.
bool Parser::read_braces(std::uint32_t& min, std::uint32_t& max) {
  const std::size_t begin = reader_.at() - 1;
  std::string low;
  std::string high;
  bool closed = reader_.read_digits(low);
  min = max = to_count(low);
  if (closed && reader_.take(U',')) {
    if (!reader_.read_digits(high)) {
      max = PatternNode::kNoMax;
    } else if (high.size() != low.size() ? high.size() < low.size() : high < low) {
      return reader_.fail("the numbers of a quantifier are out of order", begin);
    } else {
      max = to_count(high);
    }
  }
  closed = closed && reader_.take(U'}');
  return closed || reader_.fail("a brace begins no quantifier", begin);
}

// Adds the term, repeated where a quantifier follows. A lazy one finds its matches in another
// order, but the same ones.
bool Parser::read_quantifier(std::uint32_t child) {
  PatternNode repeat{.kind = NodeKind::repeat, .max = PatternNode::kNoMax, .children = {child}};
  bool quantified = true;
  if (reader_.take(U'+')) {
    repeat.min = 1;
  } else if (reader_.take(U'?')) {
    repeat.max = 1;
  } else if (reader_.take(U'{')) {
    if (!read_braces(repeat.min, repeat.max)) return false;
  } else {
    quantified = reader_.take(U'*');
  }
  if (quantified) {
    (void)reader_.take(U'?');
    child = add(std::move(repeat));
  }
  groups_.back().terms.push_back(child);
  return true;
}

}  // namespace

std::optional<PatternError> parse_pattern(std::string_view pattern, PatternTree& tree) {
  return Parser(tree).parse(pattern);
}

}  // namespace godwit::schema
