#include "store/database.h"

#include <sqlite3.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "files/system_status.h"
#include "sqlite/statement.h"
#include "store/stream_codec.h"

namespace godwit::collector {
namespace {

constexpr int kSchemaVersion = 1;
constexpr std::string_view kWalName = "collector.sqlite-wal";

constexpr const char* kSchema = R"sql(
  CREATE TABLE IF NOT EXISTS streams(
    stream BLOB PRIMARY KEY, installation BLOB NOT NULL,
    first INTEGER NOT NULL, acked_below INTEGER NOT NULL, last_accepted INTEGER NOT NULL,
    final INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL,
    stored BLOB NOT NULL, dropped BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS files(
    name TEXT PRIMARY KEY, length_bytes INTEGER NOT NULL, events INTEGER NOT NULL,
    first_ordinal INTEGER NOT NULL, last_ordinal INTEGER NOT NULL,
    replacing INTEGER NOT NULL) WITHOUT ROWID;
  -- `rejected` is Totals::refused; the name stays, so that earlier directories still open.
  CREATE TABLE IF NOT EXISTS totals(
    one INTEGER PRIMARY KEY CHECK(one = 1),
    accepted INTEGER NOT NULL, duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL,
    last_ordinal INTEGER NOT NULL, requests INTEGER NOT NULL, bytes INTEGER NOT NULL,
    connections INTEGER NOT NULL, forgotten_streams INTEGER NOT NULL,
    forgotten_missing INTEGER NOT NULL, forgotten_drops BLOB NOT NULL);
  -- A table of its own, so that a collector from before schemas still opens the directory.
  CREATE TABLE IF NOT EXISTS schema_totals(
    one INTEGER PRIMARY KEY CHECK(one = 1),
    refused INTEGER NOT NULL, marked INTEGER NOT NULL);
  PRAGMA user_version = 1;
)sql";

void bind_number(const Statement& statement, int at, std::uint64_t number) {
  sqlite3_bind_int64(statement.get(), at, static_cast<sqlite3_int64>(number));
}

// Lifetime: the id outlives the statement's use.
void bind_id(const Statement& statement, int at, const Id& id) {
  bind_blob(statement.get(), at, {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}

std::uint64_t number_at(sqlite3_stmt* row, int column) {
  return static_cast<std::uint64_t>(sqlite3_column_int64(row, column));
}

bool read_id_at(sqlite3_stmt* row, int column, Id& id) {
  const std::string_view bytes = column_bytes(row, column);
  if (bytes.size() != id.bytes.size()) return false;
  std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return true;
}

bool read_stream(sqlite3_stmt* row, Id& stream, StreamState& state) {
  state.first = number_at(row, 2);
  state.acked_below = number_at(row, 3);
  state.last_accepted = number_at(row, 4);
  state.final = number_at(row, 5) != 0;
  state.last_seen_ms = sqlite3_column_int64(row, 6);
  return read_id_at(row, 0, stream) && read_id_at(row, 1, state.installation) &&
         decode_intervals(column_bytes(row, 7), state.stored) &&
         decode_drops(column_bytes(row, 8), state.dropped);
}

// We never write a name that leads out of its directory.
bool read_file(sqlite3_stmt* row, FileRow& file) {
  file.name = column_bytes(row, 0);
  file.length_bytes = number_at(row, 1);
  file.events = number_at(row, 2);
  file.first_ordinal = number_at(row, 3);
  file.last_ordinal = number_at(row, 4);
  file.replacing = number_at(row, 5) != 0;
  return file.name.ends_with(".ndjson") && file.name.find('/') == std::string::npos;
}

bool read_all_totals(sqlite3_stmt* row, Totals& totals) {
  std::uint64_t* const columns[] = {
      &totals.accepted,     &totals.duplicates,        &totals.refused,
      &totals.last_ordinal, &totals.requests,          &totals.bytes,
      &totals.connections,  &totals.forgotten_streams, &totals.forgotten_missing};
  int column = 1;
  for (std::uint64_t* number : columns) *number = number_at(row, column++);
  const std::string_view drops = column_bytes(row, column);
  if (drops.size() != kDropReasonCount * sizeof(std::uint64_t)) return false;
  for (std::size_t index = 0; index < kDropReasonCount; ++index) {
    totals.forgotten_drops[index] =
        read_integer<std::uint64_t>(drops.data() + index * sizeof(std::uint64_t));
  }
  return true;
}

// True if `ulimit -f` limits files.
bool files_are_limited() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

}  // namespace

Status Database::failure(std::string_view doing, int result) const {
  const std::string path = directory_->path_of(kName);
  const int kind = result & 0xff;
  if (kind == SQLITE_BUSY) {
    return Status(StatusCode::in_use,
                  "another collector uses this data directory; give it its own: ")
        .append(path);
  }
  Status status(StatusCode::storage_unavailable, "SQLite failed at ");
  status.append(doing).append(": ").append(connection_.message(result));
  int error =
      kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN ? sqlite3_system_errno(connection_.get()) : 0;
  // SQLite does not keep the reason of a failed write.
  const bool writing = result == SQLITE_IOERR_WRITE || kind == SQLITE_FULL;
  if (error == 0 && writing && files_are_limited()) error = EFBIG;
  if (error != 0) status.append(" (").append(system_reason(error)).append(")");
  return status.append(": ").append(path);
}

Status Database::execute(const char* sql, std::string_view doing) {
  const int result = connection_.execute(sql);
  return result == SQLITE_OK ? Status() : failure(doing, result);
}

Status Database::step_once(const Statement& statement, std::string_view doing) {
  const int result = run(statement.get());
  return result == SQLITE_OK ? Status() : failure(doing, result);
}

Status Database::open(const DirectoryHandle& directory, Durability durability) {
  directory_ = &directory;
  Result<SqliteConnection> opened =
      SqliteConnection::open(directory, kName, StoreAccess::read_write);
  if (!opened.ok()) return opened.status();
  connection_ = std::move(opened.value());
  Status status = set_up(durability);
  if (status.ok()) status = remember_wal();
  if (status.ok()) status = prepare_all();
  return status;
}

Status Database::set_up(Durability durability) {
  Status status = execute(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA temp_store = MEMORY;");
  // FULL fsyncs the WAL at every commit; NORMAL only at checkpoints.
  if (status.ok()) {
    status = execute(durability == Durability::power_safe ? "PRAGMA synchronous = FULL;"
                                                          : "PRAGMA synchronous = NORMAL;");
  }
  if (status.ok()) status = check_version();
  // Takes the exclusive lock now, not at the first event.
  if (status.ok()) status = execute("BEGIN IMMEDIATE;");
  if (status.ok()) status = execute(kSchema);
  if (status.ok()) status = execute("COMMIT;");
  return status;
}

Status Database::check_version() {
  std::int64_t version = 0;
  const Status status = read("PRAGMA user_version", "version", [&](sqlite3_stmt* row) {
    version = sqlite3_column_int64(row, 0);
    return true;
  });
  if (!status.ok() || version <= kSchemaVersion) return status;
  return Status(StatusCode::unsupported, "the data directory was written by a newer collector: ")
      .append(directory_->path());
}

Status Database::remember_wal() {
  const Result<std::optional<FileState>> state = directory_->state_of(kWalName);
  if (!state.ok()) return state.status();
  if (state.value()) wal_ = state.value()->identity;
  return check_in_place();
}

Status Database::check_in_place() const {
  const Status status = connection_.check_in_place();
  if (!status.ok()) return status;
  const Result<std::optional<FileState>> state = directory_->state_of(kWalName);
  if (!state.ok()) return state.status();
  if (state.value() && state.value()->identity == wal_) return {};
  return Status(StatusCode::storage_unavailable, "the file was removed while it was open: ")
      .append(directory_->path_of(kWalName));
}

Status Database::prepare_all() {
  struct {
    Statement& statement;
    std::string_view sql;
  } const all[] = {
      {begin_, "BEGIN IMMEDIATE"},
      {commit_, "COMMIT"},
      {put_stream_, "INSERT OR REPLACE INTO streams VALUES(?,?,?,?,?,?,?,?,?)"},
      {remove_stream_, "DELETE FROM streams WHERE stream = ?"},
      {put_file_, "INSERT OR REPLACE INTO files VALUES(?,?,?,?,?,?)"},
      {remove_file_, "DELETE FROM files WHERE name = ?"},
      {put_totals_, "INSERT OR REPLACE INTO totals VALUES(1,?,?,?,?,?,?,?,?,?,?)"},
      {put_schema_totals_, "INSERT OR REPLACE INTO schema_totals VALUES(1,?,?)"},
  };
  for (const auto& each : all) {
    const int result = connection_.prepare(each.statement, each.sql);
    if (result != SQLITE_OK) return failure("set-up", result);
  }
  return {};
}

Status Database::begin() {
  rollback();
  return step_once(begin_, "the start of a transaction");
}

Status Database::commit() {
  const int result = run(commit_.get());
  if (result == SQLITE_OK) return {};
  in_doubt_ = true;
  const Status status = failure("a commit", result);
  rollback();
  return status;
}

// A rollback that fails leaves the transaction open. begin() tries again, and fails if it is still
// open.
void Database::rollback() {
  if (sqlite3_get_autocommit(connection_.get()) == 0) {
    static_cast<void>(connection_.execute("ROLLBACK;"));
  }
}

Status Database::settle() {
  if (!in_doubt_) return {};
  Status status = begin();
  // Writes a page without changing it, over the first page of the commit in doubt. SQLite then no
  // longer takes the pages after it for a part of the WAL.
  if (status.ok()) status = execute("PRAGMA user_version = 1;", "a write");
  if (!status.ok()) {
    rollback();
    return status;
  }
  status = commit();
  if (status.ok()) in_doubt_ = false;
  return status;
}

Status Database::put_stream(const Id& stream, const StreamState& state) {
  Bytes stored;
  Bytes dropped;
  encode_intervals(stored, state.stored);
  encode_drops(dropped, state.dropped);
  bind_id(put_stream_, 1, stream);
  bind_id(put_stream_, 2, state.installation);
  bind_number(put_stream_, 3, state.first);
  bind_number(put_stream_, 4, state.acked_below);
  bind_number(put_stream_, 5, state.last_accepted);
  bind_number(put_stream_, 6, std::uint64_t{state.final});
  bind_number(put_stream_, 7, static_cast<std::uint64_t>(state.last_seen_ms));
  bind_blob(put_stream_.get(), 8, stored.view());
  bind_blob(put_stream_.get(), 9, dropped.view());
  return step_once(put_stream_);
}

Status Database::remove_stream(const Id& stream) {
  bind_id(remove_stream_, 1, stream);
  return step_once(remove_stream_);
}

Status Database::put_file(const FileRow& row) {
  bind_text(put_file_.get(), 1, row.name);
  bind_number(put_file_, 2, row.length_bytes);
  bind_number(put_file_, 3, row.events);
  bind_number(put_file_, 4, row.first_ordinal);
  bind_number(put_file_, 5, row.last_ordinal);
  bind_number(put_file_, 6, std::uint64_t{row.replacing});
  return step_once(put_file_);
}

Status Database::remove_file(std::string_view name) {
  bind_text(remove_file_.get(), 1, name);
  return step_once(remove_file_);
}

Status Database::put_totals(const Totals& totals) {
  Bytes drops;
  for (std::uint64_t count : totals.forgotten_drops) drops.append_integer(count);
  bind_number(put_totals_, 1, totals.accepted);
  bind_number(put_totals_, 2, totals.duplicates);
  bind_number(put_totals_, 3, totals.refused);
  bind_number(put_totals_, 4, totals.last_ordinal);
  bind_number(put_totals_, 5, totals.requests);
  bind_number(put_totals_, 6, totals.bytes);
  bind_number(put_totals_, 7, totals.connections);
  bind_number(put_totals_, 8, totals.forgotten_streams);
  bind_number(put_totals_, 9, totals.forgotten_missing);
  bind_blob(put_totals_.get(), 10, drops.view());
  Status status = step_once(put_totals_);
  if (!status.ok()) return status;
  bind_number(put_schema_totals_, 1, totals.refused_by_schema);
  bind_number(put_schema_totals_, 2, totals.marked);
  return step_once(put_schema_totals_);
}

Status Database::clear() {
  return execute(
      "DELETE FROM streams; DELETE FROM files; DELETE FROM totals; DELETE FROM schema_totals;",
      "a deletion");
}

Status Database::read(const char* sql, const char* what,
                      const std::function<bool(sqlite3_stmt* row)>& take) {
  Statement query;
  int result = connection_.prepare(query, sql);
  bool ours = true;
  if (result == SQLITE_OK) {
    result = for_each_row(query.get(), [&](sqlite3_stmt* row) { return ours = take(row); });
  }
  if (!ours) {
    return Status(StatusCode::storage_corrupt, "it holds no readable ")
        .append(what)
        .append(": ")
        .append(directory_->path_of(kName));
  }
  if (result == SQLITE_OK) return {};
  return failure(std::string("the read of its ").append(what), result);
}

Status Database::read_streams(
    const std::function<void(const Id& stream, StreamState&& state)>& take) {
  return read("SELECT * FROM streams", "streams", [&take](sqlite3_stmt* row) {
    Id stream;
    StreamState state;
    if (!read_stream(row, stream, state)) return false;
    take(stream, std::move(state));
    return true;
  });
}

Status Database::read_files(std::vector<FileRow>& rows) {
  return read("SELECT * FROM files ORDER BY name", "list of event files",
              [&rows](sqlite3_stmt* row) { return read_file(row, rows.emplace_back()); });
}

Status Database::read_totals(Totals& totals) {
  const Status status = read("SELECT * FROM totals", "totals",
                             [&totals](sqlite3_stmt* row) { return read_all_totals(row, totals); });
  if (!status.ok()) return status;
  // There is no row if an older collector wrote the file.
  return read("SELECT refused, marked FROM schema_totals", "totals of schemas",
              [&totals](sqlite3_stmt* row) {
                totals.refused_by_schema = number_at(row, 0);
                totals.marked = number_at(row, 1);
                return true;
              });
}

}  // namespace godwit::collector
