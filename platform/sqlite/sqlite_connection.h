// One SQLite file in an open directory. SQLite takes paths, so this class makes sure that the path
// leads to the right file.
//
// The path is absolute, so chdir() does not matter. A name that begins with `file:` is a name, not
// a URI. The class compares the directory and the file with the ones under that path, by device and
// inode, before SQLite opens the file and at each check_in_place().
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
  // The file itself, and the files that SQLite may put beside it.
  static constexpr auto kSuffixes =
      std::to_array<std::string_view>({"", "-wal", "-shm", "-journal"});

  // Opens the file. read_write makes a missing file, and the files beside it, with mode 0600.
  // Lifetime: the directory outlives the connection.
  // Errors: storage_unavailable, with the path. The contents of the file are not read yet.
  [[nodiscard]] static Result<SqliteConnection> open(const DirectoryHandle& directory,
                                                     std::string_view name, StoreAccess access);

  SqliteConnection() = default;  // No connection.

  explicit operator bool() const { return database_ != nullptr; }
  [[nodiscard]] sqlite3* get() const { return database_.get(); }

  // Checks that the file is still in its place: the file or its directory may have been removed,
  // renamed or replaced. Writing would go on into the old file, where nobody looks for it.
  // Errors: storage_unavailable.
  [[nodiscard]] Status check_in_place() const;
  // Checks only the file, wherever its directory is by now.
  [[nodiscard]] Status check_file() const;

  [[nodiscard]] int execute(const char* sql) const;
  // Prepares a statement for repeated use. Lifetime: the connection's.
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
