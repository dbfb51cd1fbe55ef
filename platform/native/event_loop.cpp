#include "native/event_loop.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace godwit {

namespace {

// The expected number of waiting tasks. More are rare, and then cost the poster an allocation.
constexpr std::size_t kTasksExpected = 64;

}  // namespace

EventLoop::EventLoop(const Clock& clock, Poller& poller) : clock_(clock), poller_(poller) {
  posted_.reserve(kTasksExpected);
  running_.reserve(kTasksExpected);
}

void EventLoop::post(Task task) noexcept {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(task);
    wake = std::exchange(asleep_, false);
  }
  if (wake) poller_.wake();
}

TimerId EventLoop::run_at(MonotonicTime when, Task task) noexcept {
  timers_.push_back({when, ++last_timer_, task});
  std::push_heap(timers_.begin(), timers_.end(), later);
  return last_timer_;
}

void EventLoop::cancel(TimerId timer) noexcept {
  const auto found = std::find_if(timers_.begin(), timers_.end(),
                                  [timer](const Timer& each) { return each.id == timer; });
  if (found == timers_.end()) return;
  *found = timers_.back();
  timers_.pop_back();
  std::make_heap(timers_.begin(), timers_.end(), later);
}

void EventLoop::run() noexcept {
  bool going_on = true;
  while (going_on) {
    going_on = take_posted();
    for (const Task& task : running_) task();
    running_.clear();
    if (!going_on) break;
    run_due_timers();
    turn_end_();
    sleep();
    poller_.perform();
  }
}

void EventLoop::stop() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    asleep_ = false;
  }
  poller_.wake();
}

bool EventLoop::take_posted() {
  const std::lock_guard lock(mutex_);
  running_.swap(posted_);
  return !stopping_;
}

// If a timer sets another timer for now or earlier, that one waits for the next turn, so that the
// poller gets its turn.
void EventLoop::run_due_timers() {
  const MonotonicTime now = clock_.monotonic();
  const TimerId last_of_turn = last_timer_;
  while (!timers_.empty() && timers_.front().when <= now && timers_.front().id <= last_of_turn) {
    std::pop_heap(timers_.begin(), timers_.end(), later);
    const Task task = timers_.back().task;
    timers_.pop_back();
    task();
  }
}

void EventLoop::sleep() {
  int timeout_ms = milliseconds_to_next_timer();
  {
    const std::lock_guard lock(mutex_);
    if (!posted_.empty() || stopping_) timeout_ms = 0;
    asleep_ = timeout_ms != 0;
  }
  if (timeout_ms != 0) poller_.wait(timeout_ms);
  const std::lock_guard lock(mutex_);
  asleep_ = false;
}

// Negative if there is no timer.
int EventLoop::milliseconds_to_next_timer() const {
  if (timers_.empty()) return -1;
  const std::int64_t left = timers_.front().when.ms - clock_.monotonic().ms;
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace godwit
