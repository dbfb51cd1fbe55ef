#include "replay/replay.h"

#include <algorithm>

namespace godwit::energy {
namespace {

// The clock's first reading at which it has happened.
std::int64_t seen_ms(std::int64_t at_us) {
  return (at_us + kClockStepUs - 1) / kClockStepUs;
}

// Goes through a trace in the order of its times.
class Course {
 public:
  Course(const Trace& trace, const Deadlines& deadlines, Sender& sender)
      : trace_(trace), deadlines_(deadlines), sender_(sender) {}

  Replay run() {
    for (;;) {
      const std::int64_t send_ms = queue_.empty() ? kNever : sender_.send_at_ms(now_ms_, queue_);
      const std::int64_t next_ms = std::min(next_event_ms(), next_app_ms());
      if (send_ms == kNever && next_ms == kNever) return result_;
      if (send_ms < next_ms || send_ms <= now_ms_) {
        now_ms_ = std::max(now_ms_, send_ms);
        send();
        continue;
      }
      now_ms_ = next_ms;
      take_events();
      take_app_activity();
    }
  }

 private:
  [[nodiscard]] std::int64_t next_event_ms() const {
    return event_ == trace_.events.size() ? kNever : seen_ms(trace_.events[event_].at_us);
  }
  [[nodiscard]] std::int64_t next_app_ms() const {
    return app_ == trace_.app_us.size() ? kNever : seen_ms(trace_.app_us[app_]);
  }

  void take_events() {
    for (; next_event_ms() == now_ms_; ++event_) {
      const TraceEvent& event = trace_.events[event_];
      queue_.push_back({event, event.at_us / kClockStepUs});
      sender_.on_event(now_ms_);
    }
  }

  void take_app_activity() {
    bool any = false;
    for (; next_app_ms() == now_ms_; ++app_) any = true;
    if (any) sender_.on_app_activity(now_ms_);
  }

  void send() {
    const std::int64_t at_us = now_ms_ * kClockStepUs;
    result_.flushes_us.push_back(at_us);
    for (const QueuedEvent& queued : queue_) {
      result_.delays_us.push_back(at_us - queued.event.at_us);
      result_.bytes += queued.event.bytes;
      if (at_us >= deadlines_.of(queued.event) + kClockStepUs) ++result_.events_late;
    }
    queue_.clear();
    sender_.on_sent(now_ms_);
  }

  const Trace& trace_;
  const Deadlines& deadlines_;
  Sender& sender_;
  Replay result_;
  std::vector<QueuedEvent> queue_;
  std::size_t event_ = 0;
  std::size_t app_ = 0;
  std::int64_t now_ms_ = 0;
};

}  // namespace

Replay replay(const Trace& trace, const Deadlines& deadlines, Sender& sender) {
  return Course(trace, deadlines, sender).run();
}

}  // namespace godwit::energy
