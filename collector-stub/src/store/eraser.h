// Erases one installation's events from the event files, crash-safely.
//
// Order, so that file and committed length agree after a crash anywhere:
//   1. the lines that stay are written to NAME.rewrite and synced;
//   2. one SQLite transaction gives every such file its new length and marks it `replacing`;
//   3. each NAME.rewrite is renamed over NAME, and the directory synced;
//   4. a second transaction takes the marks away.
// Killed before 2, the old files are whole and the .rewrite files are rubbish, removed at start.
// Killed after 2, the mark says that NAME.rewrite, if it is still there, is the true file: start
// renames it. If it is not there, the rename had happened.
#pragma once

#include <cstdint>
#include <string_view>

#include "godwit/id.h"
#include "godwit/status.h"
#include "store/database.h"

namespace godwit::collector {

class EventFiles;

class Eraser final {
 public:
  static constexpr std::string_view kRewriteSuffix = ".rewrite";

  Eraser(EventFiles& files, Database& database) : files_(files), database_(database) {}

  // `erased` is the number of events that are gone.
  [[nodiscard]] Status erase(const Id& installation, std::uint64_t& erased);

  // Steps 3 and 4 for one file, at start.
  [[nodiscard]] static Status finish_rename(EventFiles& files, FileRow& row, Database& database);

 private:
  [[nodiscard]] Status rewrite(FileRow& row, std::string_view installation, std::uint64_t& erased);
  [[nodiscard]] Status mark(const std::vector<FileRow>& rows);

  EventFiles& files_;
  Database& database_;
};

}  // namespace godwit::collector
