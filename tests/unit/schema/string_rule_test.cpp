#include "schema/string_rule.h"

#include "support/catch.h"

using namespace godwit;

namespace {

bool schema_rule_holds(pack::StringRule rule, const char* raw) {
  return string_rule_holds(rule, nullptr, raw);
}

}  // namespace

TEST_CASE("string rule: a leap second is the last of a day in UTC", "[schema]") {
  const auto holds = [](const char* raw) {
    return schema_rule_holds(pack::StringRule::leap_second, raw);
  };
  for (const char* time :
       {"23:59:60Z", "23:59:60z", "23:59:60.123Z", "23:59:60+00:00", "23:59:60-00:00",
        "00:59:60+01:00", "01:29:60+01:30", "15:59:60-08:00", "23:58:60-00:01", "00:00:60+00:01",
        "23:58:60+23:59", "00:00:60-23:59", "1998-12-31T23:59:60Z", "1999-01-01T05:29:60.5+05:30",
        "12:00:59Z", "00:00:00+23:59", "2024-02-29T12:34:56-23:59"}) {
    CAPTURE(time);
    CHECK(holds(time));
  }
  for (const char* time :
       {"22:59:60Z", "23:58:60Z", "00:00:60Z", "23:59:60+00:01", "23:59:60-01:00", "00:59:60-01:00",
        "22:59:60+01:00", "1998-12-31T23:58:60Z", "1999-01-01T05:30:60+05:30"}) {
    CAPTURE(time);
    CHECK_FALSE(holds(time));
  }
}

TEST_CASE("string rule: escapes are resolved before the rule is asked", "[schema]") {
  CHECK(schema_rule_holds(pack::StringRule::leap_second, "23:59:6\\u0030Z"));
  CHECK_FALSE(schema_rule_holds(pack::StringRule::leap_second, "22:59:6\\u0030Z"));
  CHECK(schema_rule_holds(pack::StringRule::regex, "\\\\d\\u002b"));
  CHECK_FALSE(schema_rule_holds(pack::StringRule::regex, "\\u0028"));
}
