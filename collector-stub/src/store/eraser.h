// Erases one installation's events from the event files, crash-safely.
//
// Order, so that file and committed length agree after a crash anywhere:
//   1. the lines that stay are written to NAME.rewrite, and file and directory are synced;
//   2. one SQLite transaction, the caller's, gives every such file its new length and marks it
//      `replacing`: from here on NAME.rewrite is the true file;
//   3. each NAME.rewrite is renamed over NAME, and the directory synced;
//   4. a second transaction takes the marks away.
// Killed before 2, the old files are whole and the .rewrite files are rubbish, removed at start.
// Killed after 2, start goes on with 3: a .rewrite file that is not there was renamed already.
// Where 3 or 4 fails, nothing reads, writes or rewrites a marked file before finish() succeeds.
// Errors, of all functions: storage_unavailable, with the path; no file has changed before 3.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "godwit/id.h"
#include "godwit/status.h"
#include "store/database.h"

namespace godwit::collector {

class EventFiles;

class Eraser final {
 public:
  static constexpr std::string_view kRewriteSuffix = ".rewrite";

  Eraser(EventFiles& files, Database& database) : files_(files), database_(database) {}

  // Step 1. `changed` are the rows for step 2, `erased` the number of events that go.
  [[nodiscard]] Status rewrite(const Id& installation, std::vector<FileRow>& changed,
                               std::uint64_t& erased);
  // Takes step 1 back, as far as the disk lets it. Only while it is certain that step 2 was not
  // committed (Database::settle()).
  void discard(const std::vector<FileRow>& changed);
  // Steps 3 and 4, for every file that is marked.
  [[nodiscard]] Status finish();

 private:
  [[nodiscard]] Status rewrite_file(FileRow& row, std::string_view installation,
                                    std::uint64_t& erased);
  [[nodiscard]] Status write_twin(const FileHandle& file, std::string_view installation,
                                  FileRow& row);
  [[nodiscard]] Status take_marks_away(std::vector<FileRow>& rows);

  EventFiles& files_;
  Database& database_;
};

}  // namespace godwit::collector
