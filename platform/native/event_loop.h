// The Scheduler of a native program: one thread that runs posted tasks and due timers, and sleeps
// in a Poller in between. While nothing is due it sleeps without limit: no wakeups.
//
// In each turn it runs what was posted before the turn, then the timers that one reading of the
// clock shows to be due, in the order (time, order given), then the task of set_turn_end(), and
// then polls.
// Threads: post() and stop() from any thread; run() on the one that becomes the engine's; the rest
// from running tasks. Before run() has started, run_at() may be called by whoever will start it.
// Limits: the poller sleeps by a clock that stops in suspend, so that a timer that falls due during
// suspend may run late by the time suspended; it never runs early. Any post() corrects it.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "godwit/ports/clock.h"
#include "godwit/ports/scheduler.h"
#include "posix/poller.h"

namespace godwit {

class EventLoop final : public Scheduler {
 public:
  // Lifetime: both outlive the loop.
  EventLoop(const Clock& clock, Poller& poller);
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void post(Task task) noexcept override;
  TimerId run_at(MonotonicTime when, Task task) noexcept override;
  void cancel(TimerId timer) noexcept override;

  // What runs in each turn, when everything has been done that was to be done. Called before run().
  void set_turn_end(Task task) { turn_end_ = task; }
  // Runs until stop(). Tasks posted before stop() have run when it returns; timers that are left
  // never run.
  void run() noexcept;
  void stop() noexcept;

 private:
  struct Timer {
    MonotonicTime when;
    TimerId id;  // Counts up, and so tells the order given.
    Task task;
  };
  // Orders the heap so that the next timer is at its front.
  static bool later(const Timer& a, const Timer& b) {
    return a.when != b.when ? a.when > b.when : a.id > b.id;
  }

  // Moves what was posted to running_. Returns false once the loop has to stop.
  bool take_posted();
  void run_due_timers();
  void sleep();
  [[nodiscard]] int milliseconds_to_next_timer() const;

  const Clock& clock_;
  Poller& poller_;

  std::mutex mutex_;
  std::vector<Task> posted_;  // Guarded by mutex_, as the next two.
  bool asleep_ = false;
  bool stopping_ = false;

  Task turn_end_;
  std::vector<Task> running_;
  std::vector<Timer> timers_;  // A heap.
  TimerId last_timer_ = 0;
};

}  // namespace godwit
