// The EventStore in an SQLite file, `events.db` in the data directory.
//
// The first commit makes the file. Nothing is written before, so a user who has not agreed yet
// leaves no trace. A file that is damaged, or that a newer version wrote, is set aside, and the
// store goes on empty. The operation that met the file completes with storage_corrupt; nothing of
// it was kept or, for load(), visited.
// A purge overwrites and removes the files, and all files that were ever set aside.
// Threads: as the port says. Other threads may construct and destroy it while the scheduler does
// not run. In a child after fork(), do not use or destroy it.
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

  // database_ stays null while there is no file.
  [[nodiscard]] Status open_existing();
  [[nodiscard]] Status open();
  // Returns the status. If the file can no longer be used, sets it aside first.
  [[nodiscard]] Status settle(const Status& status);

  DataDirectory& directory_;
  const StoreAccess access_;
  std::unique_ptr<EventDatabase> database_;  // Null until it is needed.
};

}  // namespace godwit
