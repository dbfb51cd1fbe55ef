#include "energy/traces.h"

#include <cmath>

namespace godwit::test {

energy::Trace random_trace(std::uint64_t seed, std::int64_t seconds, std::int64_t event_mean_ms,
                           std::int64_t app_mean_ms) {
  Prng random(seed);
  const auto next_us = [&](std::int64_t mean_ms) {
    const double share = (static_cast<double>(random.next() >> 11) + 1) / (1ull << 53);
    return static_cast<std::int64_t>(-std::log(share) * static_cast<double>(mean_ms)) * 1'000;
  };
  energy::Trace trace;
  const std::int64_t end_us = seconds * 1'000'000;
  for (std::int64_t at_us = next_us(event_mean_ms); at_us < end_us;) {
    trace.events.push_back({at_us, 300, Priority::normal});
    at_us += next_us(event_mean_ms);
  }
  if (app_mean_ms == 0) return trace;
  for (std::int64_t at_us = next_us(app_mean_ms); at_us < end_us; at_us += next_us(app_mean_ms)) {
    trace.app_us.push_back(at_us);
  }
  return trace;
}

}  // namespace godwit::test
