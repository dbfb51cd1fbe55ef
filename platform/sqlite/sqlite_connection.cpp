#include "sqlite/sqlite_connection.h"

#include <sqlite3.h>

#include <optional>
#include <utility>

namespace godwit {
namespace {

Status unavailable(std::string_view what, const std::string& path) {
  return Status(StatusCode::storage_unavailable, what).append(path);
}

// A longer path than SQLite takes gets no reason from it.
Status cannot_open(const std::string& path, std::string_view reason) {
  constexpr std::size_t kSuffixBytes = 8;  // "-journal": SQLite keeps room for it.
  const auto bytes_max = static_cast<std::size_t>(sqlite3_vfs_find(nullptr)->mxPathname);
  if (path.size() + kSuffixBytes <= bytes_max) {
    return unavailable("SQLite cannot open it (", std::string(reason)).append("): ").append(path);
  }
  return unavailable("SQLite takes paths of at most ", std::to_string(bytes_max - kSuffixBytes))
      .append(" bytes, and this one has ")
      .append(std::to_string(path.size()))
      .append("; choose a shorter one: ")
      .append(path);
}

// SQLite would make the file with the process's umask, and its other files take this file's mode.
// An existing file is not opened here: closing it would release the locks that another connection
// of this process has on it.
Status make_if_missing(const DirectoryHandle& directory, std::string_view name) {
  const Result<std::optional<FileState>> state = directory.state_of(name);
  if (!state.ok()) return state.status();
  if (state.value()) return {};
  return directory.open_file(name, FileAccess::make).status();
}

// SQLite would follow a symbolic link.
Status check_regular(const DirectoryHandle& directory, std::string_view name) {
  for (const std::string_view suffix : SqliteConnection::kSuffixes) {
    const std::string one = std::string(name).append(suffix);
    const Result<std::optional<FileState>> state = directory.state_of(one);
    if (!state.ok()) return state.status();
    if (state.value() && !state.value()->regular) {
      return unavailable("not a regular file; remove it: ", directory.path_of(one));
    }
  }
  return {};
}

}  // namespace

void FinalizeStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void SqliteConnection::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

Result<SqliteConnection> SqliteConnection::open(const DirectoryHandle& directory,
                                                std::string_view name, StoreAccess access) {
  const bool writing = access == StoreAccess::read_write;
  Status status = check_regular(directory, name);
  if (status.ok() && writing) status = make_if_missing(directory, name);
  if (!status.ok()) return status;
  const Result<std::optional<FileState>> state = directory.state_of(name);
  if (!state.ok()) return state.status();
  const std::string path = directory.path_of(name);
  if (!state.value()) return unavailable("there is no such file: ", path);

  SqliteConnection connection;
  connection.directory_ = &directory;
  connection.name_ = name;
  connection.identity_ = state.value()->identity;
  // SQLite would open whatever stands there, which may belong to somebody else by now. So check
  // before.
  status = connection.check_in_place();
  if (!status.ok()) return status;
  sqlite3* database = nullptr;
  const int result = sqlite3_open_v2(
      path.c_str(), &database,
      (writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX, nullptr);
  connection.database_.reset(database);
  if (result != SQLITE_OK) return cannot_open(path, connection.message(result));
  status = connection.check_in_place();
  if (!status.ok()) return status;
  sqlite3_extended_result_codes(database, 1);
  return connection;
}

Status SqliteConnection::check_in_place() const {
  const Status status = directory_->check_in_place();
  return status.ok() ? check_file() : status;
}

Status SqliteConnection::check_file() const {
  const Result<std::optional<FileState>> state = directory_->state_of(name_);
  if (!state.ok()) return state.status();
  if (state.value() && state.value()->identity == identity_) return {};
  return unavailable(state.value() ? "the file was replaced while it was open: "
                                   : "the file was removed while it was open: ",
                     directory_->path_of(name_));
}

int SqliteConnection::execute(const char* sql) const {
  return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
}

int SqliteConnection::prepare(Statement& statement, std::string_view sql) const {
  sqlite3_stmt* prepared = nullptr;
  const int result = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  statement.reset(prepared);
  return result;
}

std::string_view SqliteConnection::message(int result) const {
  const int known = sqlite3_extended_errcode(database_.get());
  return known == result ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(result);
}

}  // namespace godwit
