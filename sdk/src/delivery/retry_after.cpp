#include <limits>

#include "base/json_reader.h"
#include "delivery/wire_v1.h"

namespace godwit {
namespace {

// Days from 1970-01-01 to a date of the Gregorian calendar.
// Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

// "Sun, 06 Nov 1994 08:49:37 GMT", the form that RFC 9110 asks of senders.
bool parse_imf_date(std::string_view text, std::int64_t& seconds) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(25) != " GMT") return false;
  std::uint64_t parts[5];
  constexpr struct {
    std::uint8_t at, length;
  } kParts[5] = {{5, 2}, {12, 4}, {17, 2}, {20, 2}, {23, 2}};
  for (std::size_t i = 0; i < 5; ++i) {
    if (!parse_whole(text.substr(kParts[i].at, kParts[i].length), parts[i])) return false;
  }
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return false;
  const std::int64_t days =
      days_from_civil(static_cast<std::int64_t>(parts[1]), static_cast<std::int64_t>(month / 3 + 1),
                      static_cast<std::int64_t>(parts[0]));
  seconds = days * 86400 + static_cast<std::int64_t>(parts[2] * 3600 + parts[3] * 60 + parts[4]);
  return true;
}

}  // namespace

std::int64_t parse_retry_after_ms(std::string_view value, WallTime now) {
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\r')) value.remove_suffix(1);
  std::uint64_t whole = 0;
  if (parse_whole(value, whole)) {
    constexpr std::uint64_t kLongest = std::numeric_limits<std::int64_t>::max() / 1000;
    return static_cast<std::int64_t>(whole < kLongest ? whole : kLongest) * 1000;
  }
  std::int64_t date = 0;
  if (!parse_imf_date(value, date)) return 0;
  const std::int64_t wait = date * 1000 - now.ms;
  return wait > 0 ? wait : 0;
}

}  // namespace godwit
