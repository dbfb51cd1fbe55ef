// The files of one tracker: a data directory with the staging log and the event store.
//
// Nothing is written before the first event must be stored. So a user who has not agreed yet leaves
// neither a directory nor a file. An existing directory is opened at once. A relative path keeps
// its meaning after chdir().
// Threads: as the ports say.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "files/directory_handle.h"
#include "godwit/ports/event_store.h"
#include "godwit/ports/log_sink.h"
#include "godwit/ports/scheduler.h"
#include "godwit/ports/staging_memory.h"
#include "posix/data_directory.h"
#include "posix/fork_guard.h"
#include "posix/posix_staging_memory.h"
#include "sqlite/sqlite_event_store.h"

namespace godwit {

class NativeStorage final : public StagingMemory, public EventStore {
 public:
  // Lifetime: scheduler and log outlive the storage.
  NativeStorage(Scheduler& scheduler, LogSink& log, std::size_t staging_bytes)
      : scheduler_(scheduler), log_(log), staging_bytes_(staging_bytes) {}

  // Finds the directory, if it exists. Call it first, and once.
  // Errors: as DirectoryHandle::open().
  [[nodiscard]] Status find(std::string_view path);
  // True if an earlier tracker left files there. Errors: the directory cannot be read.
  [[nodiscard]] Result<bool> exists() const;
  // Takes the directory over. The storage itself calls this before its first write.
  // Errors: as DataDirectory::open().
  [[nodiscard]] Status claim();

  // True if the directory was removed since; its contents end with the process. Threads: any.
  [[nodiscard]] bool removed() const;

  // The reason why region() returned none.
  [[nodiscard]] const Status& failure() const { return failure_; }

  [[nodiscard]] std::span<std::byte> region() override;
  [[nodiscard]] std::size_t size_bytes() override;
  [[nodiscard]] Status erase() override;
  [[nodiscard]] bool owned() const override { return guard_.owned(); }

  void load(StoreVisitor& visitor, Done done) override;
  void read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) override;
  void commit(const StoreWrite& write, Done done) override;
  void purge(Done done) override;

 private:
  [[nodiscard]] Result<bool> has(std::string_view name) const;
  // Completes with the status later, as the port requires.
  void complete(const Status& status, Done done);
  void run_completion();
  // Returns null if there is no usable directory; the operation then completes with the reason.
  EventStore* store_or_complete(Done done);

  Scheduler& scheduler_;
  LogSink& log_;
  std::string path_;       // Absolute.
  DirectoryHandle found_;  // Empty if the directory is not there yet, or directory_ has it.
  const std::size_t staging_bytes_;
  ForkGuard guard_;
  std::unique_ptr<DataDirectory> directory_;
  // The handle of directory_, for any thread.
  std::atomic<const DirectoryHandle*> claimed_ = nullptr;
  std::unique_ptr<SqliteEventStore> store_;
  std::unique_ptr<PosixStagingMemory> staging_;
  Status failure_;
  std::deque<std::pair<Done, Status>> completions_;
};

}  // namespace godwit
