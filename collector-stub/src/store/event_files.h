// The hourly NDJSON files, DIR/events/YYYY-MM-DDTHH.ndjson, by the UTC hour of receipt.
//
// Promise: what lies within a file's committed length is whole lines of committed events; the rest
// of a file is rubbish that open() cuts off and the next append overwrites. The committed lengths
// stand in SQLite; nothing here counts until Store says committed().
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "godwit/ports/log_sink.h"
#include "godwit/status.h"
#include "store/database.h"
#include "store/file_handle.h"

namespace godwit::collector {

class EventFiles final {
 public:
  // Opens the files and brings them back to what the database says:
  // - a file longer than its committed length is cut back;
  // - a rewritten file whose rename was interrupted is renamed now (Eraser);
  // - a shorter one (after a power cut without Durability::power) keeps its whole lines;
  // - one that the database does not know is moved to DIR/set-aside.
  [[nodiscard]] Status open(const std::filesystem::path& data, Database& database, LogSink* log);

  // Writes `lines` behind the committed end of the hour's file. `row` is what the file will be
  // once committed; the caller fills in its counts.
  [[nodiscard]] Status append(std::int64_t received_ms, std::string_view lines, bool sync,
                              FileRow& row);
  void committed(const FileRow& row);

  // In the order of storing, which is also the names'.
  [[nodiscard]] const std::map<std::string, FileRow>& rows() const { return rows_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::filesystem::path path_of(const std::string& name) const {
    return directory_ / name;
  }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

  // Deletes the file. The caller removes the row from the database after this: the other way
  // round, a crash between the two would leave a file that open() has to set aside.
  void remove(const std::string& name);
  // Lets go of the file that is open for appending, because it was replaced.
  void close_current() { current_.close(); }

  // The name of the file for an instant.
  [[nodiscard]] static std::string name_of(std::int64_t ms);

 private:
  [[nodiscard]] Status repair(FileRow& row, Database& database);
  [[nodiscard]] Status repair_short(FileRow& row, Database& database);
  void set_unknown_aside(const std::filesystem::path& data);
  void log(LogLevel level, const std::string& message);

  std::filesystem::path directory_;
  LogSink* log_ = nullptr;
  std::map<std::string, FileRow> rows_;
  std::uint64_t events_ = 0;
  FileHandle current_;
  std::string current_name_;
};

}  // namespace godwit::collector
