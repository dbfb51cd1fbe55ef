// Numbers of JSON text, compared exactly and without a size limit.
#pragma once

#include <cstdint>
#include <string_view>

namespace godwit {

// The number 0.d1d2d3… * 10^exponent.
// Lifetime: views the text that it was read from.
struct Decimal {
  // From the first significant digit to the last; may contain a point. Empty for zero.
  std::string_view digits;
  std::int64_t exponent = 0;
  bool negative = false;

  // `text` is a number of RFC 8259. Exponents beyond 10^15 count as 10^15.
  explicit Decimal(std::string_view text);

  [[nodiscard]] bool zero() const { return digits.empty(); }
  [[nodiscard]] std::uint32_t digit_count() const;
  // True if it has no fraction: 1.0 and 1e2 have none.
  [[nodiscard]] bool whole() const;
};

// Less than, equal to or greater than zero, if a is less than, equal to or greater than b.
[[nodiscard]] int compare(const Decimal& a, const Decimal& b);

// True if the number is a multiple of divisor * 10^exponent. `divisor` is not zero and does not end
// in a zero digit.
[[nodiscard]] bool is_multiple(const Decimal& number, std::uint32_t divisor, std::int64_t exponent);

}  // namespace godwit
