// The half of the EventStore port that adapters with blocking calls share. Each operation runs in
// its own task, in the order of the calls, and its completion runs in the same task.
//
// Lifetime: destroy it only when no completion is outstanding, or when the scheduler has stopped
// for good; the remaining completions then never run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "godwit/ports/event_store.h"
#include "godwit/ports/scheduler.h"

namespace godwit {

class SerialEventStore : public EventStore {
 public:
  explicit SerialEventStore(Scheduler& scheduler) : scheduler_(scheduler) {}
  SerialEventStore(const SerialEventStore&) = delete;
  SerialEventStore& operator=(const SerialEventStore&) = delete;

  void load(StoreVisitor& visitor, Done done) noexcept final;
  void read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) noexcept final;
  void commit(const StoreWrite& write, Done done) noexcept final;
  void purge(Done done) noexcept final;

 protected:
  virtual Status load_now(StoreVisitor& visitor) = 0;
  virtual Status read_now(std::span<const std::uint64_t> ids, StoreVisitor& visitor) = 0;
  virtual Status commit_now(const StoreWrite& write) = 0;
  virtual Status purge_now() = 0;

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
  void run_next() noexcept;
  Status perform(const Operation& operation);

  Scheduler& scheduler_;
  std::vector<Operation> waiting_;  // Operations before next_ are done.
  std::size_t next_ = 0;
};

}  // namespace godwit
