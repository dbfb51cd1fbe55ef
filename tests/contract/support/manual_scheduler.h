// A Scheduler that runs what was posted when it is told to.
#pragma once

#include <cstddef>
#include <vector>

#include "godwit/ports/scheduler.h"

namespace godwit {

class ManualScheduler final : public Scheduler {
 public:
  void post(Task task) override { posted_.push_back(task); }
  TimerId run_at(MonotonicTime, Task) override { return 0; }
  void cancel(TimerId) override {}

  void run_all() {
    for (std::size_t at = 0; at < posted_.size(); ++at) {
      const Task task = posted_[at];
      task();
    }
    posted_.clear();
  }

 private:
  std::vector<Task> posted_;
};

}  // namespace godwit
