// A process's EventStore over the device's disk, which fails as the plan says.
//
// A commit is done at one instant between its call and its completion; a process that dies in
// between leaves the old state or the new one. What a write points to is read only then, so that a
// core which lets go of it too early is found by the sanitizers.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "godwit/ports/event_store.h"
#include "sim/chosen_call.h"
#include "sim/disk.h"
#include "sim/fault.h"
#include "sim/life.h"
#include "sim/random.h"

namespace godwit::sim {

// Troubles of a device's disk that outlast a process.
struct DiskTrouble {
  std::int64_t failing_until_ms = 0;  // True time.
  std::int64_t full_until_ms = 0;
  bool corrupt = false;  // Found out by the next operation.
  // For all processes.
  ChosenCall operation;
  ChosenCall region;  // The staging region cannot be had.
};

class DiskStore final : public EventStore {
 public:
  struct Surroundings {
    std::function<std::int64_t()> now_ms;
    std::function<void(std::int64_t delay_ms, std::function<void()> work)> after;
    std::function<void(Fault)> happened;
    // The stored events are lost, and were not even read before.
    std::function<void()> lost_unread;
    // The stored events are lost.
    std::function<void(const std::vector<HeldEvent>&)> lost;
  };

  DiskStore(Life& life, Disk& disk, DiskTrouble& trouble, const FaultPlan& plan, Random& random,
            Surroundings around)
      : life_(life),
        disk_(disk),
        trouble_(trouble),
        plan_(plan),
        random_(random),
        around_(std::move(around)) {}

  void load(StoreVisitor& visitor, Done done) override;
  void read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) override;
  void commit(const StoreWrite& write, Done done) override;
  void purge(Done done) override;

  // The process dies: what was being committed is in, or it is not.
  void crash();

 private:
  enum class Kind : std::uint8_t { load, read, commit, purge };
  struct Operation {
    Kind kind;
    Done done;
    StoreVisitor* visitor = nullptr;
    std::span<const std::uint64_t> ids{};
    StoreWrite write{};
  };

  void start(const Operation& operation);
  void schedule();
  void run();
  Status trouble(const Operation& operation);
  Status perform(const Operation& operation);

  Life& life_;
  Disk& disk_;
  DiskTrouble& trouble_;
  const FaultPlan& plan_;
  Random& random_;
  Surroundings around_;
  std::deque<Operation> waiting_;
};

}  // namespace godwit::sim
