// One SQLite file of segments and named values, with blocking calls. SqliteEventStore makes a port
// of it, and decides when there is a file and what becomes of a damaged one.
//
// Durability: WAL with synchronous=NORMAL: what was written survives the process; a power cut may
// undo the last writes, never part of one. With `wait_for_disk` the WAL is flushed at the commit,
// which makes everything before it as safe.
// Errors, of all functions: storage_unavailable (disk full, no access; nothing of a write was kept;
// try again later), storage_corrupt (damaged, or not one of ours), unsupported (a newer version
// wrote it). After the last two, close it and set the file aside.
// Threads: one at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "godwit/ports/event_store.h"
#include "godwit/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace godwit {

enum class StoreAccess : std::uint8_t {
  read_write,
  read_only,  // For looking into a copy: nothing is written, made or set aside.
};

class EventDatabase final {
 public:
  // What SQLite may put beside the file, and the file itself.
  static constexpr auto kSuffixes =
      std::to_array<std::string_view>({"", "-wal", "-shm", "-journal"});

  // Opens the file; read_write makes it where it is missing, mode 0600. The tables of a new one are
  // made by the first write.
  static Result<std::unique_ptr<EventDatabase>> open(const std::string& path, StoreAccess access);

  // Leaves the WAL as it is: closing costs no more with a large one. The next open() reads it.
  ~EventDatabase();
  EventDatabase(const EventDatabase&) = delete;
  EventDatabase& operator=(const EventDatabase&) = delete;

  // All rows are read before the first is visited: an error visits nothing.
  Status load(StoreVisitor& visitor);
  Status read(std::span<const std::uint64_t> ids, StoreVisitor& visitor);
  Status write(const StoreWrite& write);

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const;
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

  EventDatabase() = default;

  // These return SQLite's result codes.
  int connect(const std::string& path, StoreAccess access);
  int check_version();
  int make_ready();
  int make_tables();
  int prepare_statements();
  int prepare(Statement& statement, std::string_view sql);
  int execute(const char* sql);
  // One transaction, and what to say of it.
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

  // Statements are finalized before the connection closes: the order of the members matters.
  std::unique_ptr<sqlite3, CloseDatabase> database_;
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
  bool ready_ = false;  // The tables are there and the statements prepared.
  bool newer_ = false;
  bool shrinking_ = false;
};

}  // namespace godwit
