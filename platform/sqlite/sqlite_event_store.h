// The EventStore in an SQLite file, `events.db` in the data directory.
//
// The file is made by the first commit: until then nothing is written, so that a tracker whose user
// has not agreed yet leaves no trace. A file that is damaged, or that a newer version wrote, is set
// aside and the store goes on empty; the operation that met it completes with storage_corrupt, and
// nothing of it was kept or, for load(), visited.
// A purge overwrites and removes the files, and everything that was ever set aside.
// Threads: as the port says; it may be made and destroyed on other threads while the scheduler does
// not run. In a child after fork() it must not be used, nor destroyed.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "memory/serial_event_store.h"
#include "posix/data_directory.h"
#include "sqlite/event_database.h"

namespace godwit {

class SqliteEventStore final : public SerialEventStore {
 public:
  static constexpr std::string_view kFileName = "events.db";

  // Lifetime: both outlive the store.
  SqliteEventStore(Scheduler& scheduler, DataDirectory& directory,
                   StoreAccess access = StoreAccess::read_write)
      : SerialEventStore(scheduler), directory_(directory), access_(access) {}

 private:
  Status load_now(StoreVisitor& visitor) override;
  Status read_now(std::span<const std::uint64_t> ids, StoreVisitor& visitor) override;
  Status commit_now(const StoreWrite& write) override;
  Status purge_now() override;

  // database_ stays null where there is no file yet.
  [[nodiscard]] Status open_existing();
  [[nodiscard]] Status open();
  // Passes the status on; where the file cannot be used any more, sets it aside first.
  [[nodiscard]] Status settle(const Status& status);

  DataDirectory& directory_;
  const StoreAccess access_;
  std::unique_ptr<EventDatabase> database_;  // Null until it is needed.
};

}  // namespace godwit
