#include "godwit/event_time.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

#include "godwit/tracker.h"
#include "support/catch.h"

using namespace godwit;
using namespace std::chrono;

namespace {

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

template <typename Rep, typename Period>
std::int64_t ms_of(duration<Rep, Period> since_1970) {
  return EventTime(time_point<system_clock, duration<Rep, Period>>(since_1970))->ms;
}

}  // namespace

TEST_CASE("event_time: an instant of any unit becomes milliseconds, rounded down", "[event_time]") {
  CHECK(ms_of(days(1)) == 86'400'000);
  CHECK(ms_of(milliseconds(-5)) == -5);
  CHECK(ms_of(microseconds(1'999)) == 1);
  CHECK(ms_of(nanoseconds(-1)) == -1);
  CHECK(ms_of(duration<double>(1.5)) == 1'500);
  CHECK(ms_of(duration<float, std::ratio<60>>(0.5f)) == 30'000);
}

TEST_CASE("event_time: what no 64 bits can hold becomes the first or last instant",
          "[event_time]") {
  using Hours = duration<std::int64_t, std::ratio<3600>>;  // Some libraries give theirs 32 bits.
  CHECK(ms_of(Hours::max()) == kLast);
  CHECK(ms_of(Hours::min()) == kFirst);
  CHECK(ms_of(milliseconds::max()) == kLast);
  CHECK(ms_of(duration<double>(std::numeric_limits<double>::infinity())) == kLast);
  CHECK(ms_of(duration<double>(-std::numeric_limits<double>::infinity())) == kFirst);
  CHECK(ms_of(duration<double>(std::numeric_limits<double>::quiet_NaN())) == kFirst);
}

TEST_CASE("event_time: options take an instant, a WallTime, or nothing", "[event_time]") {
  TrackOptions options{.time = sys_days(1970y / January / 2)};
  CHECK(options.time == WallTime{86'400'000});
  options.time = WallTime{7};
  CHECK(options.time->ms == 7);
  options.time = std::optional<WallTime>(WallTime{8});
  CHECK(options.time->ms == 8);
  options.time = std::nullopt;
  CHECK_FALSE(options.time);
  CHECK_FALSE(TrackOptions{.priority = Priority::immediate}.time.has_value());
}
