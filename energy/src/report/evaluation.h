// The cost of one policy on one trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "radio/radio_model.h"
#include "trace/trace.h"

namespace godwit::energy {

// The name of the policy that knows everything in advance.
inline constexpr std::string_view kOptimum = "optimum";

struct Evaluation {
  std::string policy;
  double app_joules = 0;       // For the application's own traffic.
  double app_sdk_joules = 0;   // For both together.
  double marginal_joules = 0;  // For delivery: the difference.
  double upload_joules = 0;    // The part of it that the bytes cost.
  double optimum_joules = 0;   // The marginal joules of the optimum.
  std::vector<std::int64_t> flushes_us;
  std::uint64_t events_late = 0;
  std::uint64_t events_unsent = 0;
  std::int64_t delay_p50_us = 0;
  std::int64_t delay_p99_us = 0;
  std::int64_t delay_max_us = 0;

  // Empty if the optimum adds nothing, or less.
  [[nodiscard]] std::optional<double> ratio() const;
};

class Evaluator {
 public:
  // Lifetime: all of them must outlive it.
  Evaluator(const RadioModel& radio, const Trace& trace, const Deadlines& deadlines);

  // Empty if there is no such policy.
  [[nodiscard]] std::optional<Evaluation> evaluate(std::string_view policy) const;

 private:
  const RadioModel& radio_;
  const Trace& trace_;
  const Deadlines& deadlines_;
  double app_joules_ = 0;
  double upload_joules_ = 0;  // The same for all policies: each sends every event.
  double optimum_joules_ = 0;
  std::vector<std::int64_t> optimum_us_;
};

}  // namespace godwit::energy
