// Traces that are drawn from a seed, the same on every machine.
#pragma once

#include <cstdint>

#include "base/prng.h"
#include "trace/trace.h"

namespace godwit::test {

// Poisson arrivals of events and of the application's traffic, in whole milliseconds. Without a
// mean there is no such traffic.
energy::Trace random_trace(std::uint64_t seed, std::int64_t seconds, std::int64_t event_mean_ms,
                           std::int64_t app_mean_ms);

}  // namespace godwit::test
