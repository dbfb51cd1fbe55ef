#include "schema/string_rule.h"

#include "base/bytes.h"
#include "base/json_reader.h"
#include "schema/syntax_rule.h"

namespace godwit {
namespace {

int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

constexpr int kMinutesOfDay = 24 * 60;

// Minutes of the time HH:MM at `at`.
int minutes(std::string_view text, std::size_t at) {
  return two_digits(text, at) * 60 + two_digits(text, at + 3);
}

// A leap second is the last of a UTC day (RFC 3339, section 5.7).
bool leap_second_holds(std::string_view text) {
  const std::size_t time = text[2] == ':' ? 0 : 11;
  if (two_digits(text, time + 6) != 60) return true;
  int minute = minutes(text, time);
  const char sign = text[text.size() - 6];
  if ((text.back() | 0x20) != 'z') {
    const int offset = minutes(text, text.size() - 5);
    minute += sign == '-' ? offset : kMinutesOfDay - offset;
  }
  return minute % kMinutesOfDay == kMinutesOfDay - 1;
}

}  // namespace

bool string_rule_holds(pack::StringRule rule, const std::uint32_t* table, std::string_view raw) {
  // Without a second of 60 there is nothing to check.
  if (rule == pack::StringRule::leap_second && raw.find(":60") == std::string_view::npos &&
      raw.find('\\') == std::string_view::npos) {
    return true;
  }
  char lent[64];
  Bytes text{std::span<char>(lent)};
  append_unescaped(text, raw);
  return rule == pack::StringRule::leap_second ? leap_second_holds(text.view())
                                               : syntax_rule_holds(rule, table, text.view());
}

}  // namespace godwit
