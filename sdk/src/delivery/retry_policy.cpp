#include "delivery/retry_policy.h"

namespace godwit {

std::int64_t retry_delay_ms(std::uint32_t attempts, std::int64_t retry_after_ms,
                            std::uint64_t random, const Limits& limits) {
  const std::int64_t longest = limits.retry_delay_max.count();
  std::int64_t delay = limits.retry_delay_min.count();
  for (std::uint32_t i = 1; i < attempts && delay < longest; ++i) delay *= 2;
  if (delay > longest) delay = longest;
  const std::int64_t half = delay / 2;
  const auto jitter =
      static_cast<std::int64_t>(random % (static_cast<std::uint64_t>(delay - half) + 1));
  const std::int64_t asked_max = limits.retry_after_max.count();
  if (retry_after_ms > asked_max) retry_after_ms = asked_max;
  // The server's wait is a minimum; the jitter keeps devices from returning all at once.
  return (retry_after_ms > half ? retry_after_ms : half) + jitter;
}

std::int64_t retry_wait_max_ms(const Limits& limits) {
  const std::int64_t asked = limits.retry_after_max.count() + limits.retry_delay_max.count();
  const std::int64_t key = limits.key_retry_delay.count();
  return asked > key ? asked : key;
}

}  // namespace godwit
