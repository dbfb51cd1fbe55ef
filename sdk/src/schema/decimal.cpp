#include "schema/decimal.h"

namespace godwit {
namespace {

constexpr std::int64_t kExponentMax = 1'000'000'000'000'000;

// The digits after an `e`, with their sign.
std::int64_t read_exponent(std::string_view text) {
  const bool negative = text[0] == '-';
  std::int64_t value = 0;
  for (const char c : text) {
    if (c == '-' || c == '+') continue;
    if (value < kExponentMax) value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

}  // namespace

Decimal::Decimal(std::string_view text) : negative(text[0] == '-') {
  if (negative) text.remove_prefix(1);
  std::size_t mantissa = 0;
  std::size_t point = std::string_view::npos;
  for (; mantissa < text.size() && (text[mantissa] | 0x20) != 'e'; ++mantissa) {
    if (text[mantissa] == '.') point = mantissa;
  }
  if (mantissa < text.size()) exponent = read_exponent(text.substr(mantissa + 1));
  text = text.substr(0, mantissa);
  if (point == std::string_view::npos) point = mantissa;
  std::size_t first = 0;
  while (first < text.size() && (text[first] == '0' || text[first] == '.')) ++first;
  if (first == text.size()) {
    exponent = 0;
    negative = false;
    return;
  }
  std::size_t last = text.size();
  while (text[last - 1] == '0' || text[last - 1] == '.') --last;
  digits = text.substr(first, last - first);
  exponent += static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  if (first > point) ++exponent;
}

std::uint32_t Decimal::digit_count() const {
  const bool point = digits.find('.') != std::string_view::npos;
  return static_cast<std::uint32_t>(digits.size() - (point ? 1 : 0));
}

bool Decimal::whole() const {
  return zero() || exponent >= static_cast<std::int64_t>(digit_count());
}

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  int order = 0;
  if (a.zero() || b.zero()) {
    order = static_cast<int>(b.zero()) - static_cast<int>(a.zero());
  } else if (a.exponent != b.exponent) {
    order = a.exponent < b.exponent ? -1 : 1;
  } else {
    std::size_t i = 0;
    std::size_t j = 0;
    while (order == 0) {
      if (i < a.digits.size() && a.digits[i] == '.') ++i;
      if (j < b.digits.size() && b.digits[j] == '.') ++j;
      if (i == a.digits.size() || j == b.digits.size()) {
        order = static_cast<int>(i < a.digits.size()) - static_cast<int>(j < b.digits.size());
        break;
      }
      order = a.digits[i++] - b.digits[j++];
    }
  }
  return a.negative ? -order : order;
}

bool is_multiple(const Decimal& number, std::uint32_t divisor, std::int64_t exponent) {
  if (number.zero()) return true;
  // The number is m * 10^e, and m does not end in zero. If 10^exponent is larger than 10^e, m would
  // have to be a multiple of ten.
  const std::int64_t shift = number.exponent - number.digit_count() - exponent;
  if (shift < 0) return false;
  std::uint64_t rest = 0;
  for (const char c : number.digits) {
    if (c != '.') rest = (rest * 10 + static_cast<std::uint64_t>(c - '0')) % divisor;
  }
  // Times 10^shift, by squaring.
  std::uint64_t power = 10 % divisor;
  for (auto left = static_cast<std::uint64_t>(shift); left != 0 && rest != 0; left >>= 1) {
    if ((left & 1) != 0) rest = rest * power % divisor;
    power = power * power % divisor;
  }
  return rest == 0;
}

}  // namespace godwit
