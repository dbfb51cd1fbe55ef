#include "curl/retry_after.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <limits>

namespace godwit {
namespace {

constexpr std::int64_t kSecondsMax = std::numeric_limits<std::int64_t>::max() / 1000;

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Removes the digits at the start of `text` and returns their number; too many digits are
// kSecondsMax.
std::int64_t take_number(std::string_view& text) {
  std::int64_t number = 0;
  for (; !text.empty() && is_digit(text[0]); text.remove_prefix(1)) {
    const bool fits = number <= (kSecondsMax - 9) / 10;
    number = fits ? number * 10 + (text[0] - '0') : kSecondsMax;
  }
  return number;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// 1 to 12; 0 if the word is no month. Other words are names of days, and GMT.
unsigned month_of(std::string_view word) {
  char lower[3] = {};
  for (std::size_t i = 0; i < 3 && i < word.size(); ++i) {
    lower[i] = static_cast<char>(word[i] | 0x20);
  }
  const auto* const found = std::find(kMonths.begin(), kMonths.end(), std::string_view(lower, 3));
  return found == kMonths.end() ? 0 : static_cast<unsigned>(found - kMonths.begin()) + 1;
}

struct DateParts {
  std::int64_t day = -1;
  unsigned month = 0;
  std::int64_t year = -1;
  std::int64_t seconds = -1;  // Since midnight.
};

// Reads the minutes and seconds after an hour.
std::int64_t take_time(std::int64_t hour, std::string_view& text) {
  text.remove_prefix(1);
  const std::int64_t minute = take_number(text);
  std::int64_t second = 0;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    second = take_number(text);
  }
  const bool valid = hour < 24 && minute < 60 && second <= 60;
  return valid ? hour * 3600 + minute * 60 + second : -1;
}

// All three forms consist of words and numbers. The first number is the day; a number with colons
// is the time.
DateParts read_parts(std::string_view text) {
  DateParts parts;
  while (!text.empty()) {
    if (is_digit(text[0])) {
      const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
      const std::int64_t number = take_number(text);
      if (text.starts_with(':')) {
        parts.seconds = take_time(number, text);
      } else if (parts.day < 0) {
        parts.day = number;
      } else {
        // Two digits are those of RFC 850, and mean the years 1970 to 2069.
        parts.year = digits > 2 ? number : number + (number < 70 ? 2000 : 1900);
      }
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(" ,-\t0123456789"), text.size());
    const std::string_view word = text.substr(0, end);
    if (word.size() == 3 && month_of(word) != 0) parts.month = month_of(word);
    text.remove_prefix(std::max<std::size_t>(end, 1));
  }
  return parts;
}

// A fraction of a second counts as a second.
std::int64_t seconds_of(std::string_view text) {
  const std::int64_t seconds = take_number(text);
  const bool part = text.starts_with('.') && text.find_first_not_of(".0") != std::string_view::npos;
  return seconds + (part && seconds < kSecondsMax ? 1 : 0);
}

}  // namespace

std::optional<std::int64_t> http_date(std::string_view text) {
  const DateParts parts = read_parts(text);
  if (parts.day < 1 || parts.day > 31 || parts.month == 0 || parts.year < 1970 ||
      parts.seconds < 0) {
    return std::nullopt;
  }
  // std::chrono::year ends at 32767, and all waits of that length are the same.
  const auto year = static_cast<int>(std::min<std::int64_t>(parts.year, 9999));
  const std::chrono::sys_days date = std::chrono::year(year) / static_cast<int>(parts.month) / 1;
  const std::int64_t days = date.time_since_epoch().count() + (parts.day - 1);
  return days * 86'400 + parts.seconds;
}

std::int64_t retry_after_ms(std::string_view value, std::int64_t now_s) {
  value = trimmed(value);
  std::int64_t seconds = 0;
  if (const std::optional<std::int64_t> date = http_date(value)) {
    seconds = std::max<std::int64_t>(*date - now_s, 0);
  } else {
    while (!value.empty()) {
      const std::size_t comma = std::min(value.find(','), value.size());
      seconds = std::max(seconds, seconds_of(trimmed(value.substr(0, comma))));
      value.remove_prefix(std::min(comma + 1, value.size()));
    }
  }
  return std::min(seconds, kSecondsMax) * 1000;
}

}  // namespace godwit
