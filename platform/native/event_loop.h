// The Scheduler of a native program: one thread that runs posted tasks and due timers, and sleeps
// in a Poller in between. While nothing is due, it sleeps without limit and wakes nobody.
//
// Each turn has four steps. It runs the tasks that were posted before the turn. It reads the clock
// once and runs the due timers, in the order (time, order of setting). It runs the task of
// set_turn_end(). It polls.
// Threads: post() and stop() from any thread; run() on the thread that becomes the engine's; the
// rest from running tasks. Before run() has started, the thread that will start it may call
// run_at().
// Limits: the poller sleeps by a clock that stops in suspend. So a timer that falls due during
// suspend may run late by the time suspended. It never runs early. Any post() corrects the delay.
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

  // Sets a task that runs at the end of each turn, after all other work. Called before run().
  void set_turn_end(Task task) { turn_end_ = task; }
  // Runs until stop(). When it returns, tasks that were posted before stop() have run. The
  // remaining timers never run.
  void run() noexcept;
  void stop() noexcept;

 private:
  struct Timer {
    MonotonicTime when;
    TimerId id;  // Counts up, so it gives the order of setting.
    Task task;
  };
  // Orders the heap so that the next timer is at its front.
  static bool later(const Timer& a, const Timer& b) {
    return a.when != b.when ? a.when > b.when : a.id > b.id;
  }

  // Moves the posted tasks to running_. Returns false if the loop must stop.
  bool take_posted();
  void run_due_timers();
  void sleep();
  [[nodiscard]] int milliseconds_to_next_timer() const;

  const Clock& clock_;
  Poller& poller_;

  std::mutex mutex_;
  std::vector<Task> posted_;  // Guarded by mutex_, like the next two.
  bool asleep_ = false;
  bool stopping_ = false;

  Task turn_end_;
  std::vector<Task> running_;
  std::vector<Timer> timers_;  // A heap.
  TimerId last_timer_ = 0;
};

}  // namespace godwit
