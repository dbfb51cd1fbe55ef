#include "schema/scalar_check.h"

#include "base/json_reader.h"
#include "base/json_text.h"
#include "schema/decimal.h"
#include "schema/json_value.h"
#include "schema/pattern_machine.h"
#include "schema/string_rule.h"

namespace godwit {
namespace {

// Reads a number of at most 18 digits without point and exponent.
bool read_whole(std::string_view raw, std::int64_t& number) {
  return raw.size() <= 18 && parse_whole_signed(raw, number);
}

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

pack::Ref check_number(const SchemaPack& pack, const pack::Number& rules, std::string_view raw) {
  std::int64_t whole = 0;
  const bool is_whole = read_whole(raw, whole);
  const auto* checks = SchemaPack::behind<pack::NumberCheck>(&rules);
  for (std::uint32_t i = 0; i < rules.count; ++i) {
    const pack::NumberCheck& check = checks[i];
    bool holds = false;
    if (check.rule == pack::NumberRule::multiple_of) {
      holds = is_multiple(Decimal(raw), check.low, check.high);
    } else if (is_whole && check.whole != 0) {
      const auto bound =
          static_cast<std::int64_t>(static_cast<std::uint64_t>(check.high) << 32 | check.low);
      holds = bound_holds(check.rule, whole < bound ? -1 : whole > bound ? 1 : 0);
    } else {
      holds = bound_holds(check.rule, compare(Decimal(raw), Decimal(pack.text(check.text))));
    }
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
  // No code point takes less than a byte, so most need not be counted.
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

// `text` is what equal() and the hash are of: a string's characters, or a value's text.
template <typename Equal>
pack::Ref find_value(const SchemaPack& pack, const pack::Values& values, std::uint64_t hash,
                     Equal equal) {
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
    if (equal(pack.text(all[low].text))) return pack::kNone;
  }
  return values.clause;
}

}  // namespace

std::uint32_t number_type(std::string_view raw) {
  for (const char c : raw) {
    if (c == '.' || (c | 0x20) == 'e')
      return Decimal(raw).whole() ? pack::kInteger : pack::kFraction;
  }
  return pack::kInteger;
}

pack::Ref check_values(const SchemaPack& pack, const pack::Values& values, std::string_view text) {
  return find_value(pack, values, json_hash(text),
                    [text](std::string_view value) { return json_equal(value, text); });
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
  const auto& values = *pack.at<pack::Values>(node.values);
  if (scalar.type != pack::kString) return check_values(pack, values, scalar.raw);
  return find_value(pack, values, json_string_hash(scalar.raw), [&](std::string_view value) {
    return value[0] == '"' && json_string_equal(string_text(value), scalar.raw);
  });
}

}  // namespace godwit
