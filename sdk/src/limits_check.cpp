#include "limits_check.h"

#include <string>

namespace godwit {
namespace {

// The names that limits.def writes numbers with.
constexpr std::uint64_t KiB = 1024;
constexpr std::uint64_t MiB = 1024 * KiB;
constexpr std::uint64_t TiB = 1024 * 1024 * MiB;
constexpr auto never = static_cast<std::uint64_t>(Limits::kNever.count());

constexpr LimitRule kRules[] = {
#define GODWIT_LIMIT(type, name, unit, initial, least, most, reached) \
  {#name, #unit, &Limits::name, least, most},
#include "interface/limits.def"
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

// These bytes must fit into the staging log four times, so that no single event fills it.
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
