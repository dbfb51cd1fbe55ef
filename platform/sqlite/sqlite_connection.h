// One SQLite file in a directory that is open, and how it is reached although SQLite takes paths.
//
// The path is absolute, so chdir() does not matter, and a name that begins with `file:` is a name.
// The directory and the file are compared with what stands under that path, by device and inode,
// before SQLite opens it and whenever check_in_place() is asked.
// Result codes are SQLite's, with SQLITE_OK for success.
// Threads: one at a time.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "files/directory_handle.h"
#include "godwit/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace godwit {

enum class StoreAccess : std::uint8_t {
  read_write,
  read_only,  // Nothing is written, made or set aside.
};

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const;
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

class SqliteConnection final {
 public:
  // What SQLite may put beside the file, and the file itself.
  static constexpr auto kSuffixes =
      std::to_array<std::string_view>({"", "-wal", "-shm", "-journal"});

  // Opens the file; read_write makes it where it is missing, mode 0600, as are the files beside it.
  // Lifetime: the directory outlives the connection.
  // Errors: storage_unavailable, with the path. What is in the file is not looked at yet.
  [[nodiscard]] static Result<SqliteConnection> open(const DirectoryHandle& directory,
                                                     std::string_view name, StoreAccess access);

  SqliteConnection() = default;  // None.

  explicit operator bool() const { return database_ != nullptr; }
  [[nodiscard]] sqlite3* get() const { return database_.get(); }

  // Whether the file still stands where it was opened: it, or its directory, may have been removed,
  // renamed or replaced. Writing goes on into the old file, where nobody looks for it.
  // Errors: storage_unavailable.
  [[nodiscard]] Status check_in_place() const;
  // The same of the file alone, wherever its directory is by now.
  [[nodiscard]] Status check_file() const;

  [[nodiscard]] int execute(const char* sql) const;
  // A statement that is used again and again. Lifetime: the connection's.
  [[nodiscard]] int prepare(Statement& statement, std::string_view sql) const;
  // SQLite's words for the result of the last call.
  [[nodiscard]] std::string_view message(int result) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  std::unique_ptr<sqlite3, Close> database_;
  const DirectoryHandle* directory_ = nullptr;
  std::string name_;
  FileIdentity identity_;
};

}  // namespace godwit
