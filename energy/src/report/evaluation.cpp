#include "report/evaluation.h"

#include <algorithm>
#include <memory>
#include <span>

#include "optimum/offline_optimum.h"
#include "radio/joules.h"
#include "replay/policies.h"
#include "replay/replay.h"

namespace godwit::energy {
namespace {

// Sends at given instants.
class PlannedSender final : public Sender {
 public:
  explicit PlannedSender(std::span<const std::int64_t> flushes_us) : flushes_us_(flushes_us) {}

  std::int64_t send_at_ms(std::int64_t now_ms, std::span<const QueuedEvent> queue) override {
    const std::int64_t oldest_us = queue.front().event.at_us;
    const auto next = std::lower_bound(flushes_us_.begin(), flushes_us_.end(), oldest_us);
    if (next == flushes_us_.end()) return kNever;
    return std::max(now_ms, (*next + kClockStepUs - 1) / kClockStepUs);
  }

 private:
  std::span<const std::int64_t> flushes_us_;
};

// The smallest delay that so many of a hundred do not exceed.
std::int64_t percentile(const std::vector<std::int64_t>& sorted, std::size_t percent) {
  if (sorted.empty()) return 0;
  return sorted[(sorted.size() * percent + 99) / 100 - 1];
}

}  // namespace

std::optional<double> Evaluation::ratio() const {
  if (optimum_joules <= 0) return std::nullopt;
  return marginal_joules / optimum_joules;
}

Evaluator::Evaluator(const RadioModel& radio, const Trace& trace, const Deadlines& deadlines)
    : radio_(radio),
      trace_(trace),
      deadlines_(deadlines),
      app_joules_(joules_of(radio, trace.app_us)),
      optimum_us_(optimal_flushes(radio, trace, deadlines)) {
  std::uint64_t bytes = 0;
  for (const TraceEvent& event : trace.events) bytes += event.bytes;
  upload_joules_ = radio.upload_joules(bytes);
  optimum_joules_ = joules_of(radio, trace.app_us, optimum_us_) + upload_joules_ - app_joules_;
}

std::optional<Evaluation> Evaluator::evaluate(std::string_view policy) const {
  const bool optimal = policy == kOptimum;
  const std::unique_ptr<Sender> sender = optimal ? std::make_unique<PlannedSender>(optimum_us_)
                                                 : make_sender(policy, deadlines_, radio_);
  if (sender == nullptr) return std::nullopt;
  Replay replayed = replay(trace_, deadlines_, *sender);
  std::sort(replayed.delays_us.begin(), replayed.delays_us.end());
  Evaluation result;
  result.policy = policy;
  // The replay's clock has milliseconds, the optimum has not.
  result.flushes_us = optimal ? optimum_us_ : std::move(replayed.flushes_us);
  result.app_joules = app_joules_;
  result.upload_joules = upload_joules_;
  result.app_sdk_joules =
      joules_of(radio_, trace_.app_us, result.flushes_us) + radio_.upload_joules(replayed.bytes);
  result.marginal_joules = result.app_sdk_joules - app_joules_;
  result.optimum_joules = optimum_joules_;
  result.events_late = replayed.events_late;
  result.events_unsent = trace_.events.size() - replayed.delays_us.size();
  result.delay_p50_us = percentile(replayed.delays_us, 50);
  result.delay_p99_us = percentile(replayed.delays_us, 99);
  result.delay_max_us = replayed.delays_us.empty() ? 0 : replayed.delays_us.back();
  return result;
}

}  // namespace godwit::energy
