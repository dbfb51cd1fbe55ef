// The Scheduler port: runs tasks later, one after another, on the one thread of the engine.
//
// Tasks that are due at the same time run in the order of their calls.
// Threads: any thread may call post(); only a running task may call run_at() and cancel().
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>

#include "godwit/callback.h"
#include "godwit/ports/clock.h"

namespace godwit {

using Task = Callback<void()>;
using TimerId = std::uint64_t;  // 0 is no timer.

class Scheduler {
 public:
  virtual ~Scheduler() = default;

  // Runs the task soon. Wakes the engine's thread if it sleeps.
  virtual void post(Task task) = 0;
  // Runs the task once, not before `when`. While nothing is due, nothing may wake the device.
  virtual TimerId run_at(MonotonicTime when, Task task) = 0;
  // Forgets a timer. A timer that has run, or 0, is ignored.
  virtual void cancel(TimerId timer) = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
