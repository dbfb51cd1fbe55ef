// The collector's SQLite file: streams, the committed length of each event file, and the totals.
//
// One connection holds an exclusive lock, so two collectors cannot share a directory. The journal
// is a WAL. For Durability::process_safe, synchronous is NORMAL: a killed process loses nothing
// that the kernel has, and the file stays consistent in a power cut. For Durability::power_safe it
// is FULL. Errors, of all functions: storage_unavailable, with SQLite's reason, the system's, and
// the path. Threads: one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/options.h"
#include "files/directory_handle.h"
#include "godwit/id.h"
#include "godwit/status.h"
#include "sqlite/sqlite_connection.h"
#include "store/stream_state.h"
#include "store/totals.h"

namespace godwit::collector {

// The committed state of an event file.
struct FileRow {
  std::string name;  // YYYY-MM-DDTHH.ndjson
  std::uint64_t length_bytes = 0;
  std::uint64_t events = 0;
  std::uint64_t first_ordinal = 0;  // The first event's that the file ever had.
  std::uint64_t last_ordinal = 0;
  bool replacing = false;  // Its rewritten twin waits for the rename (Eraser).
};

class Database final {
 public:
  static constexpr std::string_view kName = "collector.sqlite";

  // Lifetime: the directory outlives the database.
  // Errors: also in_use, unsupported (a newer version wrote it).
  [[nodiscard]] Status open(const DirectoryHandle& directory, Durability durability);

  // Checks that the file and its WAL are still in their places.
  [[nodiscard]] Status check_in_place() const;

  // A transaction. Every write below must be inside one. A commit that fails is rolled back.
  [[nodiscard]] Status begin();
  [[nodiscard]] Status commit();
  void rollback();
  // Overwrites a failed commit. Such a commit may stand in the WAL as a whole, and if the process
  // is killed now, its next start would find it. Call this before changing an event file; otherwise
  // file and database might not fit each other.
  [[nodiscard]] Status settle();

  [[nodiscard]] Status put_stream(const Id& stream, const StreamState& state);
  [[nodiscard]] Status remove_stream(const Id& stream);
  [[nodiscard]] Status put_file(const FileRow& row);
  [[nodiscard]] Status remove_file(std::string_view name);
  [[nodiscard]] Status put_totals(const Totals& totals);
  [[nodiscard]] Status clear();

  // Errors: also storage_corrupt.
  [[nodiscard]] Status read_streams(
      const std::function<void(const Id& stream, StreamState&& state)>& take);
  [[nodiscard]] Status read_files(std::vector<FileRow>& rows);
  [[nodiscard]] Status read_totals(Totals& totals);

 private:
  [[nodiscard]] Status set_up(Durability durability);
  [[nodiscard]] Status prepare_all();
  [[nodiscard]] Status check_version();
  [[nodiscard]] Status remember_wal();
  [[nodiscard]] Status execute(const char* sql, std::string_view doing = "set-up");
  // Calls `take` for each row. False from `take`: we did not write the row.
  [[nodiscard]] Status read(const char* sql, const char* what,
                            const std::function<bool(sqlite3_stmt* row)>& take);
  [[nodiscard]] Status step_once(const Statement& statement, std::string_view doing = "a write");
  [[nodiscard]] Status failure(std::string_view doing, int result) const;

  const DirectoryHandle* directory_ = nullptr;
  SqliteConnection connection_;
  FileIdentity wal_;
  bool in_doubt_ = false;  // A commit failed and is not overwritten yet.

  Statement put_stream_;
  Statement remove_stream_;
  Statement put_file_;
  Statement remove_file_;
  Statement put_totals_;
  Statement put_schema_totals_;
  Statement begin_;
  Statement commit_;
};

}  // namespace godwit::collector
