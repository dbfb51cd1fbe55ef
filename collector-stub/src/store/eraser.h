// Erases one installation's events from the event files, crash-safely.
//
// This order makes file and committed length agree after a crash at any point:
//   1. the remaining lines are written to NAME.rewrite, and file and directory are synced;
//   2. one SQLite transaction, the caller's, gives every such file its new length and marks it
//      `replacing`: from here on NAME.rewrite is the true file;
//   3. each NAME.rewrite is renamed over NAME, and the directory synced;
//   4. a second transaction removes the marks.
// Killed before step 2, the old files are whole, and the next start removes the .rewrite files.
// Killed after step 2, the next start goes on with step 3: a missing .rewrite file was renamed
// already. If step 3 or 4 fails, nobody reads, writes or rewrites a marked file before finish()
// succeeds.
// Errors, of all functions: storage_unavailable, with the path; no file has changed before step 3.
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

  // Step 1. Sets `changed` to the rows for step 2, and `erased` to the number of erased events.
  [[nodiscard]] Status rewrite(const Id& installation, std::vector<FileRow>& changed,
                               std::uint64_t& erased);
  // Takes step 1 back, as far as the disk allows. Call it only if step 2 was certainly not
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
