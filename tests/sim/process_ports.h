// The small ports of a simulated process: each forwards to the device while the process lives.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <unordered_set>

#include "godwit/ports/clock.h"
#include "godwit/ports/entropy.h"
#include "godwit/ports/log_sink.h"
#include "godwit/ports/scheduler.h"
#include "godwit/ports/staging_memory.h"
#include "sim/chosen_call.h"
#include "sim/disk.h"
#include "sim/life.h"
#include "sim/random.h"

namespace godwit::sim {

class LivingClock final : public Clock {
 public:
  LivingClock(Life& life, const Clock& clock) : life_(life), clock_(clock) {}
  MonotonicTime monotonic() const override {
    life_.call(PortKind::clock);
    return clock_.monotonic();
  }
  WallTime wall() const override {
    life_.call(PortKind::clock);
    return clock_.wall();
  }
  Id boot_id() const override {
    life_.call(PortKind::clock);
    return clock_.boot_id();
  }

 private:
  Life& life_;
  const Clock& clock_;
};

class SeededEntropy final : public Entropy {
 public:
  SeededEntropy(Life& life, Random& random) : life_(life), random_(random) {}
  void fill(std::span<std::uint8_t> bytes) override {
    life_.call(PortKind::entropy);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_.next() >> 32);
  }

 private:
  Life& life_;
  Random& random_;
};

class DiskStaging final : public StagingMemory {
 public:
  DiskStaging(Disk& disk, ChosenCall& failing) : disk_(disk), failing_(failing) {}
  std::span<std::byte> region() override {
    had_ = had_ || !failing_.fails();  // Once it is there, it stays.
    return had_ ? disk_.region() : std::span<std::byte>();
  }
  std::size_t size_bytes() override { return disk_.region().size(); }
  Status erase() override {
    std::memset(disk_.region().data(), 0, disk_.region().size());
    disk_.sync_staging();
    return {};
  }
  bool owned() const override { return true; }

 private:
  Disk& disk_;
  ChosenCall& failing_;
  bool had_ = false;
};

// Runs a process's tasks on the world's loop, not after its death.
class ProcessScheduler final : public Scheduler {
 public:
  // Runs work at a time on the device's monotonic clock, if the process still lives then.
  using RunAt = std::function<void(std::int64_t monotonic_ms, std::function<void()> work)>;

  ProcessScheduler(Life& life, const Clock& clock, RunAt run_at)
      : life_(life), clock_(clock), run_at_(std::move(run_at)) {}

  void post(Task task) override {
    if (life_.call(PortKind::scheduler)) run_at_(clock_.monotonic().ms, [task] { task(); });
  }
  TimerId run_at(MonotonicTime when, Task task) override {
    if (!life_.call(PortKind::scheduler)) return ++last_timer_;
    const TimerId id = ++last_timer_;
    armed_.insert(id);
    run_at_(when.ms, [this, id, task] {
      if (armed_.erase(id) != 0) task();
    });
    return id;
  }
  void cancel(TimerId timer) override {
    if (life_.call(PortKind::scheduler)) armed_.erase(timer);
  }
  [[nodiscard]] std::size_t armed() const { return armed_.size(); }

 private:
  Life& life_;
  const Clock& clock_;
  RunAt run_at_;
  std::unordered_set<TimerId> armed_;
  TimerId last_timer_ = 0;
};

class SilentLog final : public LogSink {
 public:
  using Say = std::function<void(std::string_view)>;
  SilentLog(Life& life, Say say) : life_(life), say_(std::move(say)) {}
  void log(LogLevel, std::string_view message) override {
    if (life_.call(PortKind::log) && say_) say_(message);
  }

 private:
  Life& life_;
  Say say_;
};

}  // namespace godwit::sim
