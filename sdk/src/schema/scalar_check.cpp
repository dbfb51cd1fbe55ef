#include "schema/scalar_check.h"

#include "base/json_reader.h"
#include "base/json_text.h"
#include "schema/decimal.h"
#include "schema/json_scalar.h"
#include "schema/pattern_machine.h"
#include "schema/string_rule.h"

namespace godwit {
namespace {

pack::Ref check_number(const SchemaPack& pack, const pack::Number& rules, std::string_view raw) {
  const Decimal number(raw);
  const auto* checks = SchemaPack::behind<pack::NumberCheck>(&rules);
  for (std::uint32_t i = 0; i < rules.count; ++i) {
    const pack::NumberCheck& check = checks[i];
    const bool holds =
        check.rule == pack::NumberRule::multiple_of
            ? is_multiple(number, check.low, check.high)
            : bound_holds(check.rule, compare(number, Decimal(pack.text(check.text))));
    if (!holds) return check.clause;
  }
  return pack::kNone;
}

std::uint32_t count_code_points(std::string_view raw) {
  std::uint32_t count = 0;
  while (!raw.empty()) {
    ++count;
    if (raw[0] == '\\') {
      std::uint32_t ignored = 0;
      static_cast<void>(read_json_escape(raw, ignored));
      continue;
    }
    std::size_t length = 1;
    while (length < raw.size() && (raw[length] & 0xC0) == 0x80) ++length;
    raw.remove_prefix(length);
  }
  return count;
}

pack::Ref check_string(const SchemaPack& pack, const pack::String& rules, std::string_view raw) {
  // Every code point takes at least a byte, so most strings need no count.
  if (raw.size() > rules.length_max || rules.length_min > 1) {
    const std::uint32_t length = count_code_points(raw);
    if (length > rules.length_max) return rules.length_max_clause;
    if (length < rules.length_min) return rules.length_min_clause;
  } else if (raw.size() < rules.length_min) {
    return rules.length_min_clause;
  }
  const auto* checks = SchemaPack::behind<pack::StringCheck>(&rules);
  for (std::uint32_t i = 0; i < rules.count; ++i) {
    const pack::StringCheck& check = checks[i];
    const auto* table = pack.at<std::uint32_t>(check.pattern);
    const bool holds = check.rule == pack::StringRule::none
                           ? pattern_matches(table, raw)
                           : string_rule_holds(check.rule, table, raw);
    if (!holds) return check.clause;
  }
  return pack::kNone;
}

}  // namespace

bool bound_holds(pack::NumberRule rule, int order) {
  switch (rule) {
    case pack::NumberRule::minimum:
      return order >= 0;
    case pack::NumberRule::maximum:
      return order <= 0;
    case pack::NumberRule::exclusive_minimum:
      return order > 0;
    default:
      return order < 0;
  }
}

std::uint32_t number_type(std::string_view raw) {
  for (const char c : raw) {
    if (c == '.' || (c | 0x20) == 'e')
      return Decimal(raw).whole() ? pack::kInteger : pack::kFraction;
  }
  return pack::kInteger;
}

pack::Ref find_value(const SchemaPack& pack, const pack::Values& values, std::uint64_t hash,
                     std::string_view text, bool (*equal)(std::string_view, std::string_view)) {
  const auto* all = SchemaPack::behind<pack::Value>(&values);
  const auto hash_of = [all](std::uint32_t index) {
    return static_cast<std::uint64_t>(all[index].hash_high) << 32 | all[index].hash_low;
  };
  std::uint32_t low = 0;
  for (std::uint32_t high = values.count; low < high;) {
    const std::uint32_t middle = (low + high) / 2;
    if (hash_of(middle) < hash) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (; low < values.count && hash_of(low) == hash; ++low) {
    if (equal(pack.text(all[low].text), text)) return pack::kNone;
  }
  return values.clause;
}

pack::Ref check_scalar(const SchemaPack& pack, const pack::Node& node, const SchemaScalar& scalar) {
  if ((node.types & scalar.type) == 0) return node.type_clause;
  pack::Ref refused = pack::kNone;
  if (scalar.type == pack::kString) {
    if (node.string != pack::kNone) {
      refused = check_string(pack, *pack.at<pack::String>(node.string), scalar.raw);
    }
  } else if (node.number != pack::kNone &&
             (scalar.type & (pack::kInteger | pack::kFraction)) != 0) {
    refused = check_number(pack, *pack.at<pack::Number>(node.number), scalar.raw);
  }
  if (refused != pack::kNone || node.values == pack::kNone) return refused;
  // A string's raw characters are between quotes.
  const bool string = scalar.type == pack::kString;
  const std::string_view text =
      string ? std::string_view(scalar.raw.data() - 1, scalar.raw.size() + 2) : scalar.raw;
  return find_value(pack, *pack.at<pack::Values>(node.values), json_scalar_hash(text), text,
                    json_scalar_equal);
}

}  // namespace godwit
