// Senders with the rules, and by default the numbers, of other SDKs and of papers.
#pragma once

#include "replay/sender.h"

namespace godwit::energy {

// So many events are queued, or the oldest was tracked so long ago. Who sends each event at once
// has a count of 1. The timer begins with the first event, which is kinder to the radio than a
// timer that goes on all the time.
class IntervalSender final : public Sender {
 public:
  IntervalSender(std::uint64_t events, std::int64_t interval_ms)
      : events_(events), interval_ms_(interval_ms) {}
  [[nodiscard]] std::int64_t send_at_ms(std::int64_t now_ms,
                                        std::span<const QueuedEvent> queue) override;

 private:
  std::uint64_t events_;
  std::int64_t interval_ms_;
};

// Waits as long as it may, whatever the application does.
class DeadlineSender final : public Sender {
 public:
  explicit DeadlineSender(const Deadlines& deadlines) : deadlines_(deadlines) {}
  [[nodiscard]] std::int64_t send_at_ms(std::int64_t now_ms,
                                        std::span<const QueuedEvent> queue) override;

 private:
  Deadlines deadlines_;
};

// TailEnder (Balasubramanian et al., IMC 2009): waits for a deadline too, but sends at once all
// that arrives within a share of the tail after it.
class TailEnderSender final : public Sender {
 public:
  TailEnderSender(const Deadlines& deadlines, double tail_share, std::int64_t tail_us)
      : until_deadline_(deadlines),
        awake_ms_(static_cast<std::int64_t>(tail_share * static_cast<double>(tail_us) / 1e3)) {}
  [[nodiscard]] std::int64_t send_at_ms(std::int64_t now_ms,
                                        std::span<const QueuedEvent> queue) override;
  void on_sent(std::int64_t now_ms) override;

 private:
  DeadlineSender until_deadline_;
  std::int64_t awake_ms_;
  std::int64_t deadline_ms_ = kNever;  // The queued events' deadline.
  std::int64_t fired_ms_ = kNever;  // The last deadline; events that were sent at once have none.
};

}  // namespace godwit::energy
