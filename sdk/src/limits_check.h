// The bounds of every limit, from interface/limits.def: the table that open() checks against.
//
// Threads: none.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "godwit/limits.h"
#include "godwit/status.h"

namespace godwit {

struct LimitRule {
  using Count = std::uint32_t Limits::*;
  using Size = std::uint64_t Limits::*;
  using Span = std::chrono::milliseconds Limits::*;

  std::string_view name;
  std::string_view unit;  // "bytes", "ms", or what is counted.
  std::variant<Count, Size, Span> field;
  std::uint64_t min;
  std::uint64_t max;
};

[[nodiscard]] std::span<const LimitRule> limit_rules();

// Errors: invalid_argument, with the limit's name, its bounds and the value.
[[nodiscard]] Status check_limits(const Limits& limits);

// The same sentence for numbers that are no limits.
[[nodiscard]] Status check_range(std::string_view field, std::string_view unit, std::int64_t value,
                                 std::int64_t min, std::int64_t max);

}  // namespace godwit
