// Ports that know what is waited for. Nothing is ever called.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "godwit/ports/clock.h"
#include "godwit/ports/scheduler.h"
#include "posix/fd_watcher.h"

namespace godwit::linux_test {

struct RecordingWatcher final : FdWatcher {
  void watch(FdWatch& watch) override { watched.push_back(&watch); }
  void unwatch(FdWatch& watch) override { std::erase(watched, &watch); }

  std::vector<FdWatch*> watched;
};

struct RecordingScheduler final : Scheduler {
  void post(Task) override {}
  TimerId run_at(MonotonicTime when, Task) override {
    timers.push_back({++last, when.ms});
    return last;
  }
  void cancel(TimerId timer) override {
    std::erase_if(timers, [&](const auto& known) { return known.first == timer; });
  }

  std::vector<std::pair<TimerId, std::int64_t>> timers;  // And when, in ms.
  TimerId last = 0;
};

struct StoppedClock final : Clock {
  [[nodiscard]] MonotonicTime monotonic() const override { return {1'000}; }
  [[nodiscard]] WallTime wall() const override { return {}; }
  [[nodiscard]] Id boot_id() const override { return {}; }
};

}  // namespace godwit::linux_test
