// The time of an event: an instant of the wall clock, or unset, which means now.
//
//   tracker.track("paid", {}, {.time = std::chrono::system_clock::now() - std::chrono::hours(2)});
//
// Units: milliseconds since 1970-01-01 UTC, rounded down. An instant further away than kWallTimeMax
// becomes the first or last possible instant, which track() declines.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

#include "godwit/ports/clock.h"
#include "godwit/value_advice.h"

namespace godwit {

// About three million years; beyond it, durations of some units would overflow.
inline constexpr double kWallTimeMaxMs = 1e17;

template <typename Duration>
constexpr WallTime to_wall_time(std::chrono::time_point<std::chrono::system_clock, Duration> at) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  const double ms = std::chrono::duration_cast<Milliseconds>(at.time_since_epoch()).count();
  if (ms > kWallTimeMaxMs) return {std::numeric_limits<std::int64_t>::max()};
  // Written so that NaN becomes the first instant too.
  if (!(ms >= -kWallTimeMaxMs)) return {std::numeric_limits<std::int64_t>::min()};
  return {std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count()};
}

class EventTime : public std::optional<WallTime> {
 public:
  constexpr EventTime() = default;
  constexpr EventTime(std::nullopt_t) {}
  constexpr EventTime(WallTime time) : std::optional<WallTime>(time) {}
  constexpr EventTime(const std::optional<WallTime>& time) : std::optional<WallTime>(time) {}
  // A time point of any unit.
  template <typename Duration>
  constexpr EventTime(std::chrono::time_point<std::chrono::system_clock, Duration> at)
      : std::optional<WallTime>(to_wall_time(at)) {}
  // Not deleted, unlike Value's: TrackOptions is an aggregate, and not every compiler explains why
  // an aggregate cannot be constructed.
  template <typename T>
  requires(!std::is_base_of_v<std::optional<WallTime>, T>) EventTime(const T&) {
    static_assert(!kIsDuration<T>,
                  "a duration is no instant: write std::chrono::system_clock::now() - duration");
    static_assert(!kIsTimePoint<T>,
                  "another clock's time: write a time_point of std::chrono::system_clock");
    static_assert(kIsDuration<T> || kIsTimePoint<T>,
                  "no unit: write a time_point of std::chrono::system_clock, or "
                  "godwit::WallTime{milliseconds since 1970-01-01 UTC}");
  }
};

}  // namespace godwit

#endif  // GODWIT_CPP20
