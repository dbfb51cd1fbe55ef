// Runs functions later, in turns, all on the one thread of the collector.
//
// Threads: post() from any thread, run_after() only from the loop's own. Tasks that have not run
// when the loop stops never run.
#pragma once

#include <chrono>
#include <functional>

namespace godwit::collector {

class Loop {
 public:
  virtual ~Loop() = default;
  // Runs `task` after all tasks that are ready now.
  virtual void post(std::function<void()> task) = 0;
  virtual void run_after(std::chrono::milliseconds delay, std::function<void()> task) = 0;
};

}  // namespace godwit::collector
