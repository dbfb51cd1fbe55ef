// The hourly NDJSON files, DIR/events/YYYY-MM-DDTHH.ndjson, by the UTC hour of receipt.
//
// Promise: the bytes within a file's committed length are whole lines of committed events. open()
// cuts off all later bytes, and the next append overwrites them. SQLite holds the committed
// lengths. A change here counts only after Store calls committed().
// Errors, of all functions: storage_unavailable, with the path.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "files/directory_handle.h"
#include "godwit/ports/log_sink.h"
#include "godwit/status.h"
#include "store/database.h"

namespace godwit::collector {

class EventFiles final {
 public:
  // Opens the files and restores the state that the database describes:
  // - a file longer than its committed length is cut back;
  // - a rewritten file whose rename was interrupted is renamed now (Eraser);
  // - a shorter file (after a power cut without Durability::power_safe) keeps its whole lines;
  // - a missing file no longer counts;
  // - a file that the database does not know is moved to DIR/set-aside.
  // A file that cannot be examined, opened or read is an error, and keeps its events.
  // Lifetime: the directory outlives this object.
  [[nodiscard]] Status open(const DirectoryHandle& data, Database& database, LogSink* log);

  // Checks that events/, and the file that is appended to, are still in their places.
  [[nodiscard]] Status check_in_place() const;

  // Writes `lines` after the committed end of the hour's file. `row` becomes the file's row after
  // the commit; the caller sets its counts.
  [[nodiscard]] Status append(std::int64_t received_ms, std::string_view lines, bool sync,
                              FileRow& row);
  void committed(const FileRow& row);
  // Removes lines from the disk that were appended and never committed.
  [[nodiscard]] Status drop_uncommitted();

  // In the order of storing, which is also the order of names.
  [[nodiscard]] const std::map<std::string, FileRow>& rows() const { return rows_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  // True if a row has FileRow::replacing.
  [[nodiscard]] bool replacing() const { return replacing_ != 0; }
  [[nodiscard]] const DirectoryHandle& directory() const { return directory_; }

  // Deletes the file. The caller then removes the row from the database. In the opposite order, a
  // crash between the two would leave a file that open() has to set aside.
  [[nodiscard]] Status remove(const std::string& name);
  // Removed files, until the caller reports that their rows are removed too.
  [[nodiscard]] const std::set<std::string>& removed() const { return removed_; }
  void forget_removed() { removed_.clear(); }
  // Closes the file that is open for appending, because it was replaced.
  void close_current() { current_ = {}; }

  // The name of the file for a time.
  [[nodiscard]] static std::string name_of(std::int64_t ms);

 private:
  [[nodiscard]] Status repair(FileRow row, Database& database);
  [[nodiscard]] Status repair_short(FileHandle& file, std::uint64_t size_bytes, FileRow& row,
                                    Database& database);
  [[nodiscard]] Status set_unknown_aside();
  [[nodiscard]] Status set_aside(const std::string& name);
  [[nodiscard]] Status open_current(const std::string& name, const FileRow* known, bool sync);
  void forget(const std::string& name);
  void log(LogLevel level, const std::string& message);

  const DirectoryHandle* data_ = nullptr;
  DirectoryHandle directory_;
  LogSink* log_ = nullptr;
  std::map<std::string, FileRow> rows_;
  std::uint64_t events_ = 0;
  std::uint64_t replacing_ = 0;  // The number of rows with that mark.
  std::set<std::string> removed_;
  FileHandle current_;
  FileIdentity current_identity_;
  std::string current_name_;
};

}  // namespace godwit::collector
