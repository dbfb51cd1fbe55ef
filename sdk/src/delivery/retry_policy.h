// The retry policy: equal-jitter back-off, as a pure function.
//
// Source of the jitter: Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
#pragma once

#include <cstdint>

#include "godwit/limits.h"

namespace godwit {

// The memory of failures. It is stored, so that a restart does not shorten a wait.
struct RetryState {
  std::uint32_t attempts = 0;      // Since the last success.
  std::uint32_t key_refused = 0;   // 401 or 403; 1: the collector refused the key.
  std::int64_t not_before_ms = 0;  // On the device's timeline.
  std::uint64_t target_hash = 0;   // Hash of the endpoint and key that failed.
  std::uint64_t gone = 0;          // 1: the collector answered 410.
};

// The wait after the attempt with this number (from 1): a delay in [d/2, d], with d doubling from
// retry_delay_min to retry_delay_max. The server's wait is a minimum, and the jitter is added to
// it.
// `random` is any uniformly drawn number. Units: milliseconds.
[[nodiscard]] std::int64_t retry_delay_ms(std::uint32_t attempts, std::int64_t retry_after_ms,
                                          std::uint64_t random, const Limits& limits);

// The longest result of retry_delay_ms(); stored waits are clamped to it.
[[nodiscard]] std::int64_t retry_wait_max_ms(const Limits& limits);

}  // namespace godwit
