// The collector's SQLite file: streams, the committed length of each event file, and the totals.
//
// One connection with an exclusive lock, so two collectors cannot share a directory. WAL;
// synchronous is NORMAL for Durability::process (a killed process loses nothing of what the
// kernel has; the file stays consistent in a power cut) and FULL for Durability::power.
// Threads: one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "collector/options.h"
#include "godwit/id.h"
#include "godwit/status.h"
#include "store/stream_state.h"
#include "store/totals.h"

struct sqlite3;
struct sqlite3_stmt;

namespace godwit::collector {

// An event file as it is committed.
struct FileRow {
  std::string name;  // YYYY-MM-DDTHH.ndjson
  std::uint64_t length_bytes = 0;
  std::uint64_t events = 0;
  std::uint64_t first_ordinal = 0;  // Of the first event ever put into it.
  std::uint64_t last_ordinal = 0;
  bool replacing = false;  // Its rewritten twin waits to be renamed over it (Eraser).
};

class Database final {
 public:
  Database() = default;
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Errors: in_use, storage_unavailable, unsupported (written by a newer version).
  [[nodiscard]] Status open(const std::filesystem::path& path, Durability durability);

  // A transaction; every write below belongs into one. A commit that failed is rolled back.
  [[nodiscard]] Status begin();
  [[nodiscard]] Status commit();
  void rollback();

  [[nodiscard]] Status put_stream(const Id& stream, const StreamState& state);
  [[nodiscard]] Status remove_stream(const Id& stream);
  [[nodiscard]] Status put_file(const FileRow& row);
  [[nodiscard]] Status remove_file(const std::string& name);
  [[nodiscard]] Status put_totals(const Totals& totals);
  [[nodiscard]] Status clear();

  // Errors: storage_corrupt.
  [[nodiscard]] Status read_streams(
      const std::function<void(const Id& stream, StreamState&& state)>& take);
  [[nodiscard]] Status read_files(std::vector<FileRow>& rows);
  [[nodiscard]] Status read_totals(Totals& totals);

 private:
  [[nodiscard]] Status execute(const char* sql);
  [[nodiscard]] Status read_schema_totals(Totals& totals);
  [[nodiscard]] Status prepare(sqlite3_stmt** statement, const char* sql);
  [[nodiscard]] Status step_once(sqlite3_stmt* statement);
  [[nodiscard]] Status failure(const char* doing);
  [[nodiscard]] Status prepare_all();
  [[nodiscard]] Status check_version();

  sqlite3* connection_ = nullptr;
  sqlite3_stmt* put_stream_ = nullptr;
  sqlite3_stmt* remove_stream_ = nullptr;
  sqlite3_stmt* put_file_ = nullptr;
  sqlite3_stmt* remove_file_ = nullptr;
  sqlite3_stmt* put_totals_ = nullptr;
  sqlite3_stmt* put_schema_totals_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
};

}  // namespace godwit::collector
