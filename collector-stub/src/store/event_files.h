// The hourly NDJSON files, DIR/events/YYYY-MM-DDTHH.ndjson, by the UTC hour of receipt.
//
// Promise: what lies within a file's committed length is whole lines of committed events; the rest
// of a file is rubbish that open() cuts off and the next append overwrites. The committed lengths
// stand in SQLite; nothing here counts until Store says committed().
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
  // Opens the files and brings them back to what the database says:
  // - a file longer than its committed length is cut back;
  // - a rewritten file whose rename was interrupted is renamed now (Eraser);
  // - a shorter one (after a power cut without Durability::power) keeps its whole lines;
  // - one that is not there no longer counts;
  // - one that the database does not know is moved to DIR/set-aside.
  // A file that cannot be examined, opened or read is an error, and keeps its events.
  // Lifetime: the directory outlives this.
  [[nodiscard]] Status open(const DirectoryHandle& data, Database& database, LogSink* log);

  // Whether events/, and the file that is appended to, still stand where they were opened.
  [[nodiscard]] Status check_in_place() const;

  // Writes `lines` behind the committed end of the hour's file. `row` is what the file will be
  // once committed; the caller fills in its counts.
  [[nodiscard]] Status append(std::int64_t received_ms, std::string_view lines, bool sync,
                              FileRow& row);
  void committed(const FileRow& row);
  // Takes lines that were appended and never committed off the disk.
  [[nodiscard]] Status drop_uncommitted();

  // In the order of storing, which is also the names'.
  [[nodiscard]] const std::map<std::string, FileRow>& rows() const { return rows_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  // Whether a row says FileRow::replacing.
  [[nodiscard]] bool replacing() const { return replacing_ != 0; }
  [[nodiscard]] const DirectoryHandle& directory() const { return directory_; }

  // Deletes the file. The caller removes the row from the database after this: the other way
  // round, a crash between the two would leave a file that open() has to set aside.
  [[nodiscard]] Status remove(const std::string& name);
  // Files that were removed, until the caller says that their rows are, too.
  [[nodiscard]] const std::set<std::string>& removed() const { return removed_; }
  void forget_removed() { removed_.clear(); }
  // Lets go of the file that is open for appending, because it was replaced.
  void close_current() { current_ = {}; }

  // The name of the file for an instant.
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
  std::uint64_t replacing_ = 0;  // Rows that say so.
  std::set<std::string> removed_;
  FileHandle current_;
  FileIdentity current_identity_;
  std::string current_name_;
};

}  // namespace godwit::collector
