#include "schema/validator.h"

#include <cstring>

#include "base/bytes.h"
#include "base/json_reader.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "schema/group_validator.h"
#include "schema/pattern_machine.h"
#include "schema/scalar_check.h"

namespace godwit {
namespace {

// As deep as a JsonReader reads.
constexpr std::uint32_t kDepthMax = 64;

// The node of a value without rules.
constexpr pack::Node kAnyNode = {pack::kAllTypes, 0, 0, 0, 0, 0, 0};
template <typename Rules>
constexpr Rules no_rules() {
  Rules rules = {};
  rules.count_max = pack::kNoMaximum;
  return rules;
}
constexpr auto kAnyObject = no_rules<pack::Object>();
constexpr auto kAnyArray = no_rules<pack::Array>();

std::int64_t bound_of(const pack::NumberCheck& check) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(check.high) << 32 | check.low);
}

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

// The text ends in a bracket, so white space ends before it.
[[gnu::always_inline]] inline const char* skip_space(const char* at) {
  while (is_space(*at)) ++at;
  return at;
}

template <typename Integer>
[[gnu::always_inline]] inline bool same_integer(const char* a, const char* b) {
  return read_integer<Integer>(a) == read_integer<Integer>(b);
}

// Compares at least three bytes. It makes no call, because names are short. A rest that does not
// fill a word is compared in a word that overlaps the one before.
[[gnu::always_inline]] inline bool same_bytes(const char* a, const char* b, std::size_t size) {
  if (size < sizeof(std::uint32_t)) return std::memcmp(a, b, 3) == 0;
  if (size < sizeof(std::uint64_t)) {
    const std::size_t last = size - sizeof(std::uint32_t);
    return same_integer<std::uint32_t>(a, b) && same_integer<std::uint32_t>(a + last, b + last);
  }
  const std::size_t last = size - sizeof(std::uint64_t);
  for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t)) {
    if (!same_integer<std::uint64_t>(a + at, b + at)) return false;
  }
  return same_integer<std::uint64_t>(a + last, b + last);
}

}  // namespace

// The text of a number and, if it is exact, its range.
struct SchemaValidator::Number {
  std::string_view raw;
  std::int64_t floor = 0;  // The greatest whole number not above it.
  bool fraction = false;   // True if the number is greater than `floor`.
  bool exact = false;      // It is short and has no exponent.
};

SchemaValidator::~SchemaValidator() {
  end_group_validator(others_);
}

bool SchemaValidator::validate(pack::Ref group, std::string_view text) {
  std::string_view trimmed = text;
  while (!trimmed.empty() && is_space(trimmed.back())) trimmed.remove_suffix(1);
  // No scalar ends in a bracket. So if the text does, most reads need no other bound.
  const bool bracket = trimmed.ends_with('}') || trimmed.ends_with(']');
  const SchemaVerdict verdict =
      bracket && ordinary(group) ? read(group, trimmed) : judge(group, text);
  if (verdict.holds()) return true;
  if (verdict.clause == kNotJson) {
    JsonReader reader(text, kDepthMax);
    while (reader.next() != JsonToken::end && reader.error() == nullptr) {
    }
    refusal_ = {"json", reader.error(), reader.offset()};
  } else {
    const auto& clause = *pack_.at<pack::Clause>(verdict.clause);
    refusal_ = {pack_.text(clause.keyword), pack_.text(clause.sentence), verdict.offset};
  }
  return false;
}

bool SchemaValidator::ordinary(pack::Ref group) const {
  return group <= pack::kAnything || (pack_.at<pack::Group>(group)->traits & pack::kOrdinary) != 0;
}

SchemaVerdict SchemaValidator::judge(pack::Ref group, std::string_view text) {
  SchemaVerdict verdict;
  others_ = judge_group(others_, pack_, group, text, verdict);
  return verdict;
}

SchemaVerdict SchemaValidator::read(pack::Ref group, std::string_view text) {
  begin_ = text.data();
  end_ = begin_ + text.size();
  verdict_ = {};
  const char* const behind = take_value(skip_space(begin_), group, 0);
  return behind == end_ ? verdict_ : SchemaVerdict{kNotJson, 0};
}

void SchemaValidator::add(pack::Ref clause, const char* at) {
  verdict_.add({clause, static_cast<std::uint32_t>(at - begin_)});
}

// The slow check of a scalar.
void SchemaValidator::check(const pack::Node& node, std::uint32_t type, std::string_view raw,
                            const char* at) {
  add(check_scalar(pack_, node, {type, raw, 0}), at);
}

const char* SchemaValidator::take_value(const char* at, pack::Ref group, std::uint32_t depth) {
  const pack::Node* node = &kAnyNode;
  if (group > pack::kAnything) {
    const auto* rules = pack_.at<pack::Group>(group);
    if ((rules->traits & pack::kOrdinary) == 0) return take_other(at, group, depth);
    node = pack_.at<pack::Node>(SchemaPack::behind<pack::Member>(rules)->node);
  }
  const char first = *at;
  if (first == '"') return take_string(at, *node);
  if (first == '-' || is_digit(first)) return take_number(at, *node);
  if (first != '{' && first != '[') return take_word(at, *node);
  return depth < kDepthMax ? take_container(at, *node, depth + 1) : nullptr;
}

// Takes a value with rules that are not ordinary.
const char* SchemaValidator::take_other(const char* at, pack::Ref group, std::uint32_t depth) {
  const char* const behind = take_value(at, pack::kAnything, depth);
  if (behind == nullptr) return nullptr;
  const SchemaVerdict verdict = judge(group, {at, static_cast<std::size_t>(behind - at)});
  add(verdict.clause, at + verdict.offset);
  return behind;
}

const char* SchemaValidator::take_container(const char* at, const pack::Node& node,
                                            std::uint32_t depth) {
  const char* behind = nullptr;
  if (*at == '{') {
    if ((node.types & pack::kObject) == 0) add(node.type_clause, at);
    behind = take_object(
        at, node.object == pack::kNone ? kAnyObject : *pack_.at<pack::Object>(node.object), depth);
  } else {
    if ((node.types & pack::kArray) == 0) add(node.type_clause, at);
    behind = take_array(
        at, node.array == pack::kNone ? kAnyArray : *pack_.at<pack::Array>(node.array), depth);
  }
  // The values of an ordinary node are scalars.
  if (node.values != pack::kNone) add(pack_.at<pack::Values>(node.values)->clause, at);
  return behind;
}

const char* SchemaValidator::take_object(const char* const begin, const pack::Object& rules,
                                         std::uint32_t depth) {
  const auto* properties = pack_.at<pack::Property>(rules.properties);
  std::uint64_t seen = 0;
  // The slot to try first, because most objects follow their schema's order.
  std::uint32_t expected = 0;
  std::uint32_t count = 0;
  const char* at = skip_space(begin + 1);
  if (*at != '}') {
    for (;; ++count) {
      std::uint32_t slot = 0;
      at = take_name(at, rules, expected, slot);
      if (at == nullptr) return nullptr;
      pack::Ref group = rules.additional;
      if (slot < rules.property_count) {
        seen |= std::uint64_t{1} << slot;
        expected = slot + 1;
        if (properties[slot].group != pack::kNone) group = properties[slot].group;
      }
      at = take_value(skip_space(at), group, depth);
      if (at == nullptr || at == end_) return nullptr;
      at = skip_space(at);
      if (*at == '}') break;
      if (*at != ',') return nullptr;
      at = skip_space(at + 1);
    }
    ++count;
  }
  const auto* required = pack_.at<pack::Required>(rules.required);
  for (std::uint32_t i = 0; i < rules.required_count; ++i) {
    if ((seen >> required[i].slot & 1) == 0) add(required[i].clause, begin);
  }
  if (count < rules.count_min) add(rules.count_min_clause, begin);
  if (count > rules.count_max) add(rules.count_max_clause, begin);
  return at + 1;
}

const char* SchemaValidator::take_array(const char* const begin, const pack::Array& rules,
                                        std::uint32_t depth) {
  const auto* prefix = pack_.at<pack::Ref>(rules.prefix);
  std::uint32_t count = 0;
  const char* at = skip_space(begin + 1);
  if (*at != ']') {
    for (;; ++count) {
      at = take_value(at, count < rules.prefix_count ? prefix[count] : rules.items, depth);
      if (at == nullptr || at == end_) return nullptr;
      at = skip_space(at);
      if (*at == ']') break;
      if (*at != ',') return nullptr;
      at = skip_space(at + 1);
    }
    ++count;
  }
  if (count < rules.count_min) add(rules.count_min_clause, begin);
  if (count > rules.count_max) add(rules.count_max_clause, begin);
  return at + 1;
}

// Takes a property's name and its colon. `slot`: property_count if the schema does not know the
// name.
const char* SchemaValidator::take_name(const char* at, const pack::Object& rules,
                                       std::uint32_t expected, std::uint32_t& slot) {
  if (*at != '"') return nullptr;
  slot = expected;
  if (expected < rules.property_count) {
    // In the pack, a name stands between quotes and before a colon.
    const std::string_view name =
        pack_.text(pack_.at<pack::Property>(rules.properties)[expected].name);
    const std::size_t size = name.size() + pack::kNameQuotes;
    if (static_cast<std::size_t>(end_ - at) > size && same_bytes(at, name.data() - 1, size)) {
      return at + size;
    }
  }
  bool plain = false;
  const char* const behind = scan_string(at, plain);
  if (behind == nullptr) return nullptr;
  std::string_view name(at + 1, static_cast<std::size_t>(behind - at - 2));
  if (!plain) {
    name_.clear();
    append_unescaped(name_, name);
    name = name_.view();
  }
  slot = rules.property_count == 0 ? 0 : pack_.find_property(rules, name);
  at = skip_space(behind);
  return *at == ':' ? at + 1 : nullptr;
}

// `plain`: it has neither escapes nor characters beyond ASCII.
const char* SchemaValidator::scan_string(const char* at, bool& plain) const {
  plain = true;
  for (++at;;) {
    std::string_view rest(at, static_cast<std::size_t>(end_ - at));
    rest.remove_prefix(json_plain_prefix(rest));
    at = rest.data();
    if (at == end_) return nullptr;
    if (*at == '"') return at + 1;
    plain = false;
    if (*at == '\\') {
      std::uint32_t ignored = 0;
      if (read_json_escape(rest, ignored) != nullptr) return nullptr;
      at = rest.data();
    } else {
      const bool control = static_cast<unsigned char>(*at) < ' ';
      const std::size_t length = control ? 0 : utf8_character_length(rest);
      if (length == 0) return nullptr;
      at += length;
    }
  }
}

const char* SchemaValidator::take_string(const char* at, const pack::Node& node) {
  bool plain = false;
  const char* const behind = scan_string(at, plain);
  if (behind == nullptr) return nullptr;
  const std::string_view raw(at + 1, static_cast<std::size_t>(behind - at - 2));
  if (!plain || !string_fits(node, raw)) check(node, pack::kString, raw, at);
  return behind;
}

// Each character is one byte.
bool SchemaValidator::string_fits(const pack::Node& node, std::string_view raw) const {
  if ((node.types & pack::kString) == 0 || node.values != pack::kNone) return false;
  if (node.string == pack::kNone) return true;
  const auto& rules = *pack_.at<pack::String>(node.string);
  if (raw.size() < rules.length_min || raw.size() > rules.length_max) return false;
  const auto* checks = SchemaPack::behind<pack::StringCheck>(&rules);
  for (std::uint32_t i = 0; i < rules.count; ++i) {
    if (checks[i].rule != pack::StringRule::none ||
        !pattern_matches(pack_.at<std::uint32_t>(checks[i].pattern), raw)) {
      return false;
    }
  }
  return true;
}

const char* SchemaValidator::take_number(const char* at, const pack::Node& node) {
  Number number;
  const char* const begin = at;
  const bool negative = *at == '-';
  at += negative ? 1 : 0;
  const char* const digits = at;
  std::uint64_t whole = 0;
  for (; is_digit(*at); ++at) whole = whole * 10 + static_cast<std::uint64_t>(*at - '0');
  // There is no digit, or a zero before other digits.
  if (at == digits || (*digits == '0' && at != digits + 1)) return nullptr;
  number.exact = at - digits <= 18;
  if (*at == '.') {
    const char* const point = at++;
    char all = '0';
    for (; is_digit(*at); ++at) all = static_cast<char>(all | *at);
    if (at == point + 1) return nullptr;
    number.fraction = all != '0';
  }
  if ((*at | 0x20) == 'e') {
    number.exact = false;
    ++at;
    at += *at == '+' || *at == '-' ? 1 : 0;
    if (!is_digit(*at)) return nullptr;
    while (is_digit(*at)) ++at;
  }
  number.raw = {begin, static_cast<std::size_t>(at - begin)};
  number.floor = static_cast<std::int64_t>(negative ? 0 - whole : whole);
  if (negative && number.fraction) --number.floor;
  if (!number_fits(node, number)) check(node, number_type(number.raw), number.raw, begin);
  return at;
}

bool SchemaValidator::number_fits(const pack::Node& node, const Number& number) const {
  const std::uint32_t type = number.fraction ? pack::kFraction : pack::kInteger;
  if (!number.exact || (node.types & type) == 0 || node.values != pack::kNone) return false;
  if (node.number == pack::kNone) return true;
  const auto& rules = *pack_.at<pack::Number>(node.number);
  const auto* checks = SchemaPack::behind<pack::NumberCheck>(&rules);
  for (std::uint32_t i = 0; i < rules.count; ++i) {
    const std::int64_t bound = bound_of(checks[i]);
    const int order = number.floor < bound ? -1 : number.floor > bound || number.fraction ? 1 : 0;
    if (checks[i].whole == 0 || !bound_holds(checks[i].rule, order)) return false;
  }
  return true;
}

const char* SchemaValidator::take_word(const char* at, const pack::Node& node) {
  const bool null = *at == 'n';
  const std::string_view word = *at == 't' ? "true" : null ? "null" : "false";
  if (!std::string_view(at, static_cast<std::size_t>(end_ - at)).starts_with(word)) return nullptr;
  const std::uint32_t type = null ? pack::kNull : pack::kBoolean;
  if ((node.types & type) == 0 || node.values != pack::kNone) check(node, type, word, at);
  return at + word.size();
}

}  // namespace godwit
