#include "limits_check.h"

#include <string>

namespace godwit {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;
constexpr auto kNeverMs = static_cast<std::uint64_t>(Limits::kNever.count());

constexpr LimitRule kRules[] = {
    // The wire protocol has no longer names, and the collector refuses them.
    {"name_bytes_max", "bytes", &Limits::name_bytes_max, 1, 256},
    {"event_bytes_max", "bytes", &Limits::event_bytes_max, 1, 256 * kMiB},
    // The collector reads 64 levels; a batch puts five of them around the properties.
    {"properties_depth_max", "levels", &Limits::properties_depth_max, 1, 59},
    {"context_bytes_max", "bytes", &Limits::context_bytes_max, 0, 256 * kMiB},
    {"staging_bytes", "bytes", &Limits::staging_bytes, 64 * kKiB, 1024 * kMiB},
    {"queue_bytes_max", "bytes", &Limits::queue_bytes_max, 1, std::uint64_t{1} << 40},
    {"queue_age_max", "ms", &Limits::queue_age_max, 1, kNeverMs},
    {"reboot_age_max", "ms", &Limits::reboot_age_max, 0, kNeverMs},
    {"segment_events_max", "events", &Limits::segment_events_max, 1, 1'000'000},
    // A segment is one value of the store, with an event of at most the same size behind it.
    {"segment_bytes_max", "bytes", &Limits::segment_bytes_max, 1, 256 * kMiB},
    // The collector keeps as many intervals of a stream.
    {"dropped_intervals_max", "intervals", &Limits::dropped_intervals_max, 1, 1'024},
    {"drain_interval", "ms", &Limits::drain_interval, 1, kNeverMs},
    {"flush_interval", "ms", &Limits::flush_interval, 1, kNeverMs},
    {"deferred_interval", "ms", &Limits::deferred_interval, 1, kNeverMs},
    {"session_idle_max", "ms", &Limits::session_idle_max, 1, kNeverMs},
    {"batch_events_max", "events", &Limits::batch_events_max, 1, 1'000'000},
    {"batch_bytes_max", "bytes", &Limits::batch_bytes_max, 1, 256 * kMiB},
    {"retry_delay_min", "ms", &Limits::retry_delay_min, 1, kNeverMs},
    {"retry_delay_max", "ms", &Limits::retry_delay_max, 1, kNeverMs},
    {"retry_after_max", "ms", &Limits::retry_after_max, 1, kNeverMs},
    {"key_retry_delay", "ms", &Limits::key_retry_delay, 1, kNeverMs},
};

Status out_of_bounds(std::string_view field, const std::string& bounds, std::string_view unit,
                     const std::string& value) {
  Status status(StatusCode::invalid_argument, field);
  status.append(" must be ").append(bounds).append(unit.empty() ? "" : " ").append(unit);
  return status.append(", not ").append(value);
}

std::string bounds_text(std::uint64_t min, std::uint64_t max) {
  return std::to_string(min) + " to " + std::to_string(max);
}

Status check_rule(const LimitRule& rule, const Limits& limits) {
  bool within = false;
  std::string value;
  if (const auto* const span = std::get_if<LimitRule::Span>(&rule.field)) {
    const std::int64_t ms = (limits.**span).count();
    within = ms >= 0 && static_cast<std::uint64_t>(ms) >= rule.min &&
             static_cast<std::uint64_t>(ms) <= rule.max;
    if (!within) value = std::to_string(ms);
  } else {
    const auto* const count = std::get_if<LimitRule::Count>(&rule.field);
    const std::uint64_t number =
        count != nullptr ? limits.**count : limits.*std::get<LimitRule::Size>(rule.field);
    within = number >= rule.min && number <= rule.max;
    if (!within) value = std::to_string(number);
  }
  if (within) return Status();
  return out_of_bounds(std::string("limits.").append(rule.name), bounds_text(rule.min, rule.max),
                       rule.unit, value);
}

// What must fit into the staging log four times, so that it is never one event that fills it.
Status check_quarter(std::string_view name, std::uint32_t bytes, std::uint32_t staging_bytes) {
  if (bytes <= staging_bytes / 4) return Status();
  return out_of_bounds(std::string("limits.").append(name),
                       "at most a quarter of staging_bytes: " + std::to_string(staging_bytes / 4),
                       "bytes", std::to_string(bytes));
}

}  // namespace

std::span<const LimitRule> limit_rules() {
  return kRules;
}

Status check_limits(const Limits& limits) {
  for (const LimitRule& rule : kRules) {
    if (const Status status = check_rule(rule, limits); !status.ok()) return status;
  }
  Status status = check_quarter("event_bytes_max", limits.event_bytes_max, limits.staging_bytes);
  if (status.ok()) {
    status = check_quarter("context_bytes_max", limits.context_bytes_max, limits.staging_bytes);
  }
  if (status.ok() && limits.retry_delay_min > limits.retry_delay_max) {
    status =
        out_of_bounds("limits.retry_delay_min",
                      "at most retry_delay_max: " + std::to_string(limits.retry_delay_max.count()),
                      "ms", std::to_string(limits.retry_delay_min.count()));
  }
  return status;
}

Status check_range(std::string_view field, std::string_view unit, std::int64_t value,
                   std::int64_t min, std::int64_t max) {
  if (value >= min && value <= max) return Status();
  return out_of_bounds(field, std::to_string(min) + " to " + std::to_string(max), unit,
                       std::to_string(value));
}

}  // namespace godwit
