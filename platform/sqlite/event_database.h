// One SQLite file of segments and named values, with blocking calls. SqliteEventStore makes a port
// of it. It also decides when there is a file, and sets a damaged one aside.
//
// Durability: WAL with synchronous=NORMAL. A write survives the process. A power cut may undo the
// last writes, but never a part of one. With `wait_for_disk` the WAL is flushed at the commit,
// which makes it and everything before it safe from a power cut.
// Errors, of all functions: storage_unavailable (disk full, no access; nothing of a write was kept;
// try again later), storage_corrupt (damaged, or not one of ours), unsupported (a newer version
// wrote it). After the last two, close the database and set the file aside.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "godwit/ports/event_store.h"
#include "godwit/status.h"
#include "sqlite/sqlite_connection.h"

namespace godwit {

class EventDatabase final {
 public:
  // Opens the file. read_write makes a missing file, with mode 0600; its first write makes the
  // tables.
  // Lifetime: the directory outlives the database.
  [[nodiscard]] static Result<std::unique_ptr<EventDatabase>> open(const DirectoryHandle& directory,
                                                                   std::string_view name,
                                                                   StoreAccess access);

  // Leaves the WAL as it is, so that closing costs the same with a large one. The next open() reads
  // it.
  ~EventDatabase();
  EventDatabase(const EventDatabase&) = delete;
  EventDatabase& operator=(const EventDatabase&) = delete;

  // Reads all rows before it visits the first, so an error visits nothing.
  [[nodiscard]] Status load(StoreVisitor& visitor);
  [[nodiscard]] Status read(std::span<const std::uint64_t> ids, StoreVisitor& visitor);
  // Errors: also storage_unavailable if the file is no longer in its place; nothing is written
  // then.
  [[nodiscard]] Status write(const StoreWrite& write);

  // See SqliteConnection::check_file().
  [[nodiscard]] Status check_file() const { return connection_.check_file(); }

 private:
  EventDatabase() = default;

  // These return SQLite's result codes.
  int settle(StoreAccess access);
  int check_version();
  int make_ready();
  int make_tables();
  int prepare_statements();
  // Runs one transaction, and sets the status that describes it.
  int transact(const StoreWrite& write, Status& status);
  int write_rows(const StoreWrite& write);
  int put(const SegmentPut& put);
  int erase(std::uint64_t id);
  int set_value(const NamedValue& value);

  int allocate_pages();
  void allocate_wal();
  [[nodiscard]] bool empty_wal();
  void give_space_back();
  [[nodiscard]] Status status_of(int result, std::string_view doing) const;

  // Statements must be finalized before the connection closes, so the order of the members matters.
  SqliteConnection connection_;
  Statement begin_;
  Statement commit_;
  Statement rollback_;
  Statement select_infos_;
  Statement select_values_;
  Statement select_segment_;
  Statement put_segment_;
  Statement erase_segment_;
  Statement put_value_;
  Statement erase_value_;
  Statement free_pages_;
  Statement all_pages_;
  Statement shrink_;
  bool ready_ = false;  // The tables exist, and the statements are prepared.
  bool newer_ = false;
  bool shrinking_ = false;
};

}  // namespace godwit
