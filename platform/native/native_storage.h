// What a tracker keeps on disk: one data directory with the staging log and the event store.
//
// Until the first thing must be written, nothing is: neither the directory nor a file in it is made
// for a user who has not agreed yet. A directory that exists already is opened at once, and a path
// that is relative means the same after chdir().
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

  // Finds the directory, if there is one; called first, once.
  // Errors: as DirectoryHandle::open().
  [[nodiscard]] Status find(std::string_view path);
  // Whether an earlier tracker left anything there. Errors: it cannot be looked at.
  [[nodiscard]] Result<bool> exists() const;
  // Takes the directory; called by itself when something must be written.
  // Errors: as DataDirectory::open().
  [[nodiscard]] Status claim();

  // Whether the directory was removed since: what is in it ends with the process. Threads: any.
  [[nodiscard]] bool removed() const;

  // Why region() gave none.
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
  // Completes with the status, as the port asks: later.
  void complete(const Status& status, Done done);
  void run_completion();
  // Null, and the operation completed with the reason, where there is no directory to be had.
  EventStore* store_or_complete(Done done);

  Scheduler& scheduler_;
  LogSink& log_;
  std::string path_;       // Absolute.
  DirectoryHandle found_;  // None: the directory is not there yet, or directory_ has it.
  const std::size_t staging_bytes_;
  ForkGuard guard_;
  std::unique_ptr<DataDirectory> directory_;
  std::atomic<const DirectoryHandle*> claimed_ = nullptr;  // That of directory_, for any thread.
  std::unique_ptr<SqliteEventStore> store_;
  std::unique_ptr<PosixStagingMemory> staging_;
  Status failure_;
  std::deque<std::pair<Done, Status>> completions_;
};

}  // namespace godwit
