#include "schema/decimal.h"

#include <iterator>
#include <string>

#include "support/catch.h"

using namespace godwit;

namespace {

int schema_sign(int order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

// Whether `number` is a multiple of another that is written with at most nine digits.
bool schema_multiple(const char* number, const char* divisor) {
  const Decimal other(divisor);
  std::uint32_t digits = 0;
  for (const char c : other.digits) {
    if (c != '.') digits = digits * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return is_multiple(Decimal(number), digits, other.exponent - other.digit_count());
}

}  // namespace

TEST_CASE("decimal: each number is less than those behind it, in any spelling", "[schema]") {
  const std::initializer_list<const char*> ascending[] = {
      {"-1e1000", "-10e999", "-0.1e1001"},
      {"-123456789012345678901234567890", "-1.23456789012345678901234567890e29"},
      {"-123456789012345678901234567889"},
      {"-10", "-1e1", "-1E+1", "-10.0", "-100e-1"},
      {"-9.99"},
      {"-0.1", "-1e-1", "-0.10"},
      {"-1e-1000"},
      {"0", "-0", "0.0", "0e5", "-0.0e-99999999999999999999", "0e99999999999999999999"},
      {"1e-1000", "0.1e-999"},
      {"0.001", "1e-3", "0.0010", "1000e-6"},
      {"0.00100000000000000000000000000000000001"},
      {"0.0011"},
      {"0.1", "1e-1", "0.100"},
      {"0.99999999999999999999999999999999999999"},
      {"1", "1.0", "10e-1", "0.01e2", "1e0", "1e-0", "1E+0"},
      {"1.0000000000000000000000000000000000001"},
      {"9"},
      {"10", "1e1", "1.0e1"},
      {"99"},
      {"100", "1e2", "1.00e+2"},
      {"9007199254740993"},
      {"9007199254740994", "9.007199254740994e15"},
      {"1e999999999"},
      {"2e999999999", "20e999999998"},
      {"1e1000000000"},
  };
  for (auto less = std::begin(ascending); less != std::end(ascending); ++less) {
    for (auto more = less; more != std::end(ascending); ++more) {
      for (const char* a : *less) {
        for (const char* b : *more) {
          CAPTURE(a, b);
          CHECK(schema_sign(compare(Decimal(a), Decimal(b))) == (less == more ? 0 : -1));
          CHECK(schema_sign(compare(Decimal(b), Decimal(a))) == (less == more ? 0 : 1));
        }
      }
    }
  }
}

TEST_CASE("decimal: whole is what has no fraction", "[schema]") {
  for (const char* whole : {"0", "-0.0", "1", "-7", "1.0", "1e2", "1.25e2", "100e-2", "0e-5",
                            "12345678901234567890123456789012345678901234567890",
                            "1e999999999999999999999", "0.0000001e7", "1200.00e-2"}) {
    CAPTURE(whole);
    CHECK(Decimal(whole).whole());
  }
  for (const char* fraction : {"0.5", "-1.5", "1e-1", "1.25e1", "125e-1", "100e-3", "1e-999999999",
                               "12345678901234567890123456789012345678901234567890.1",
                               "1e-99999999999999999999", "1200.01e1"}) {
    CAPTURE(fraction);
    CHECK_FALSE(Decimal(fraction).whole());
  }
}

TEST_CASE("decimal: multiples are exact, however large or small", "[schema]") {
  struct Row {
    const char* number;
    const char* divisor;
    bool multiple;
  };
  const Row rows[] = {
      {"0", "3", true},
      {"-0.0", "0.3", true},
      {"6", "3", true},
      {"-6", "3", true},
      {"7", "3", false},
      {"0.07", "0.01", true},
      {"4.35", "0.01", true},
      {"19.99", "0.01", true},
      {"0.075", "0.01", false},
      {"1e30", "0.01", true},
      {"1e-3", "0.01", false},
      {"0.1", "0.3", false},
      {"0.9", "0.3", true},
      {"12391239123", "1e-8", true},
      {"1e-9", "1e-8", false},
      {"1e308", "1e308", true},
      {"3e400", "1e308", true},
      {"15e307", "1e308", false},
      {"1", "1e308", false},
      {"7e1000000000", "7", true},
      {"1e1000000000", "7", false},
      {"1e1000000000", "999999999", false},
      {"999999999e999999999", "999999999", true},
      {"1024e5", "1024", true},
      {"1e10", "1024", true},
      {"1e9", "1024", false},
      {"1e-1000000000", "1e-1000000000", true},
      {"1e-1000000001", "1e-1000000000", false},
      {"7000000000000000000000000000000000000007", "7", true},
      {"7000000000000000000000000000000000000008", "7", false},
      {"2.5", "0.5", true},
      {"250", "2500", false},
      {"25e2", "2500", true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.number, row.divisor);
    CHECK(schema_multiple(row.number, row.divisor) == row.multiple);
  }
}

TEST_CASE("decimal: multiples of small numbers are those of whole arithmetic", "[schema]") {
  for (int divisor = 1; divisor <= 40; ++divisor) {
    for (int number = -200; number <= 200; ++number) {
      // In hundredths, so that points stand everywhere.
      const auto text = [](int hundredths) {
        const int size = hundredths < 0 ? -hundredths : hundredths;
        return (hundredths < 0 ? "-" : "") + std::to_string(size / 100) + "." +
               std::to_string(size / 10 % 10) + std::to_string(size % 10);
      };
      if (schema_multiple(text(number).c_str(), text(divisor).c_str()) == (number % divisor == 0)) {
        continue;
      }
      FAIL(text(number) << " and " << text(divisor));
    }
  }
}
