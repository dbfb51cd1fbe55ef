// The collector's turn-taking: runs functions later, all on the one thread.
//
// Threads: post() may be called from any thread, run_after() only from the loop's own. What has
// not run when the loop stops never does.
#pragma once

#include <chrono>
#include <functional>

namespace godwit::collector {

class Loop {
 public:
  virtual ~Loop() = default;
  // Runs `task` after everything that is ready now.
  virtual void post(std::function<void()> task) = 0;
  virtual void run_after(std::chrono::milliseconds delay, std::function<void()> task) = 0;
};

}  // namespace godwit::collector
