#include "store/database.h"

#include <sqlite3.h>

#include <cstring>

#include "store/stream_codec.h"

namespace godwit::collector {
namespace {

constexpr int kSchemaVersion = 1;

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
  CREATE TABLE IF NOT EXISTS totals(
    one INTEGER PRIMARY KEY CHECK(one = 1),
    accepted INTEGER NOT NULL, duplicates INTEGER NOT NULL, rejected INTEGER NOT NULL,
    last_ordinal INTEGER NOT NULL, requests INTEGER NOT NULL, bytes INTEGER NOT NULL,
    connections INTEGER NOT NULL, forgotten_streams INTEGER NOT NULL,
    forgotten_missing INTEGER NOT NULL, forgotten_drops BLOB NOT NULL);
  -- Apart, so that a collector from before there were schemas still opens the directory.
  CREATE TABLE IF NOT EXISTS schema_totals(
    one INTEGER PRIMARY KEY CHECK(one = 1),
    refused INTEGER NOT NULL, marked INTEGER NOT NULL);
  PRAGMA user_version = 1;
)sql";

void bind(sqlite3_stmt* statement, int at, std::uint64_t number) {
  sqlite3_bind_int64(statement, at, static_cast<sqlite3_int64>(number));
}

void bind(sqlite3_stmt* statement, int at, std::string_view bytes) {
  // A null pointer would bind NULL instead of an empty blob.
  const char* from = bytes.empty() ? "" : bytes.data();
  sqlite3_bind_blob64(statement, at, from, bytes.size(), SQLITE_TRANSIENT);
}

void bind(sqlite3_stmt* statement, int at, const Id& id) {
  bind(statement, at, {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}

std::uint64_t number_at(sqlite3_stmt* statement, int column) {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement, column));
}

std::string_view bytes_at(sqlite3_stmt* statement, int column) {
  const void* from = sqlite3_column_blob(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return from == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(from), size);
}

bool read_id_at(sqlite3_stmt* statement, int column, Id& id) {
  const std::string_view bytes = bytes_at(statement, column);
  if (bytes.size() != id.bytes.size()) return false;
  std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return true;
}

bool read_stream(sqlite3_stmt* statement, Id& stream, StreamState& state) {
  state.first = number_at(statement, 2);
  state.acked_below = number_at(statement, 3);
  state.last_accepted = number_at(statement, 4);
  state.final = number_at(statement, 5) != 0;
  state.last_seen_ms = sqlite3_column_int64(statement, 6);
  return read_id_at(statement, 0, stream) && read_id_at(statement, 1, state.installation) &&
         decode_intervals(bytes_at(statement, 7), state.stored) &&
         decode_drops(bytes_at(statement, 8), state.dropped);
}

Status corrupt(const char* what) {
  return Status(StatusCode::storage_corrupt, "collector.sqlite holds no readable ").append(what);
}

// Finalizes a statement at the end of a block.
struct Finalizer {
  sqlite3_stmt* statement = nullptr;
  ~Finalizer() { sqlite3_finalize(statement); }
};

}  // namespace

Database::~Database() {
  for (sqlite3_stmt* statement : {put_stream_, remove_stream_, put_file_, remove_file_, put_totals_,
                                  put_schema_totals_, begin_, commit_}) {
    sqlite3_finalize(statement);
  }
  sqlite3_close(connection_);
}

Status Database::failure(const char* doing) {
  const bool busy = (sqlite3_errcode(connection_) & 0xFF) == SQLITE_BUSY;
  if (busy) {
    return {StatusCode::in_use, "Another collector uses this data directory; give it its own."};
  }
  return Status(StatusCode::storage_unavailable, "SQLite failed at ")
      .append(doing)
      .append(": ")
      .append(sqlite3_errmsg(connection_));
}

Status Database::execute(const char* sql) {
  return sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? Status()
                                                                                : failure("set-up");
}

Status Database::prepare(sqlite3_stmt** statement, const char* sql) {
  const int code =
      sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, nullptr);
  return code == SQLITE_OK ? Status() : failure("prepare");
}

Status Database::step_once(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  Status status = code == SQLITE_DONE || code == SQLITE_ROW ? Status() : failure("write");
  sqlite3_reset(statement);
  return status;
}

Status Database::open(const std::filesystem::path& path, Durability durability) {
  if (sqlite3_open(path.c_str(), &connection_) != SQLITE_OK) return failure("open");
  Status status = execute(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA temp_store = MEMORY;");
  // FULL fsyncs the WAL at every commit; NORMAL only at checkpoints.
  if (status.ok()) {
    status = execute(durability == Durability::power ? "PRAGMA synchronous = FULL;"
                                                     : "PRAGMA synchronous = NORMAL;");
  }
  if (status.ok()) status = check_version();
  // Takes the exclusive lock now, not at the first event.
  if (status.ok()) status = execute("BEGIN IMMEDIATE;");
  if (status.ok()) status = execute(kSchema);
  if (status.ok()) status = execute("COMMIT;");
  if (status.ok()) status = prepare_all();
  return status;
}

Status Database::check_version() {
  Finalizer query;
  Status status = prepare(&query.statement, "PRAGMA user_version;");
  if (!status.ok()) return status;
  if (sqlite3_step(query.statement) != SQLITE_ROW) return failure("read of its version");
  if (sqlite3_column_int(query.statement, 0) > kSchemaVersion) {
    return {StatusCode::unsupported, "The data directory was written by a newer collector."};
  }
  return {};
}

Status Database::prepare_all() {
  struct {
    sqlite3_stmt** statement;
    const char* sql;
  } const all[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&put_stream_, "INSERT OR REPLACE INTO streams VALUES(?,?,?,?,?,?,?,?,?)"},
      {&remove_stream_, "DELETE FROM streams WHERE stream = ?"},
      {&put_file_, "INSERT OR REPLACE INTO files VALUES(?,?,?,?,?,?)"},
      {&remove_file_, "DELETE FROM files WHERE name = ?"},
      {&put_totals_, "INSERT OR REPLACE INTO totals VALUES(1,?,?,?,?,?,?,?,?,?,?)"},
      {&put_schema_totals_, "INSERT OR REPLACE INTO schema_totals VALUES(1,?,?)"},
  };
  for (const auto& each : all) {
    Status status = prepare(each.statement, each.sql);
    if (!status.ok()) return status;
  }
  return {};
}

Status Database::begin() {
  return step_once(begin_);
}

Status Database::commit() {
  Status status = step_once(commit_);
  if (!status.ok()) rollback();
  return status;
}

void Database::rollback() {
  if (sqlite3_get_autocommit(connection_) == 0) (void)execute("ROLLBACK;");
}

Status Database::put_stream(const Id& stream, const StreamState& state) {
  Bytes stored;
  Bytes dropped;
  encode_intervals(stored, state.stored);
  encode_drops(dropped, state.dropped);
  bind(put_stream_, 1, stream);
  bind(put_stream_, 2, state.installation);
  bind(put_stream_, 3, state.first);
  bind(put_stream_, 4, state.acked_below);
  bind(put_stream_, 5, state.last_accepted);
  bind(put_stream_, 6, std::uint64_t{state.final});
  bind(put_stream_, 7, static_cast<std::uint64_t>(state.last_seen_ms));
  bind(put_stream_, 8, stored.view());
  bind(put_stream_, 9, dropped.view());
  return step_once(put_stream_);
}

Status Database::remove_stream(const Id& stream) {
  bind(remove_stream_, 1, stream);
  return step_once(remove_stream_);
}

Status Database::put_file(const FileRow& row) {
  sqlite3_bind_text(put_file_, 1, row.name.c_str(), -1, SQLITE_TRANSIENT);
  bind(put_file_, 2, row.length_bytes);
  bind(put_file_, 3, row.events);
  bind(put_file_, 4, row.first_ordinal);
  bind(put_file_, 5, row.last_ordinal);
  bind(put_file_, 6, std::uint64_t{row.replacing});
  return step_once(put_file_);
}

Status Database::remove_file(const std::string& name) {
  sqlite3_bind_text(remove_file_, 1, name.c_str(), -1, SQLITE_TRANSIENT);
  return step_once(remove_file_);
}

Status Database::put_totals(const Totals& totals) {
  Bytes drops;
  for (std::uint64_t count : totals.forgotten_drops) drops.append_integer(count);
  bind(put_totals_, 1, totals.accepted);
  bind(put_totals_, 2, totals.duplicates);
  bind(put_totals_, 3, totals.rejected);
  bind(put_totals_, 4, totals.last_ordinal);
  bind(put_totals_, 5, totals.requests);
  bind(put_totals_, 6, totals.bytes);
  bind(put_totals_, 7, totals.connections);
  bind(put_totals_, 8, totals.forgotten_streams);
  bind(put_totals_, 9, totals.forgotten_missing);
  bind(put_totals_, 10, drops.view());
  Status status = step_once(put_totals_);
  if (!status.ok()) return status;
  bind(put_schema_totals_, 1, totals.refused_by_schema);
  bind(put_schema_totals_, 2, totals.marked);
  return step_once(put_schema_totals_);
}

Status Database::clear() {
  return execute(
      "DELETE FROM streams; DELETE FROM files; DELETE FROM totals; DELETE FROM schema_totals;");
}

Status Database::read_streams(
    const std::function<void(const Id& stream, StreamState&& state)>& take) {
  Finalizer query;
  Status status = prepare(&query.statement, "SELECT * FROM streams");
  if (!status.ok()) return status;
  int code = SQLITE_DONE;
  while ((code = sqlite3_step(query.statement)) == SQLITE_ROW) {
    Id stream;
    StreamState state;
    if (!read_stream(query.statement, stream, state)) return corrupt("stream");
    take(stream, std::move(state));
  }
  return code == SQLITE_DONE ? Status() : failure("read of the streams");
}

Status Database::read_files(std::vector<FileRow>& rows) {
  Finalizer query;
  Status status = prepare(&query.statement, "SELECT * FROM files ORDER BY name");
  if (!status.ok()) return status;
  int code = SQLITE_DONE;
  while ((code = sqlite3_step(query.statement)) == SQLITE_ROW) {
    FileRow& row = rows.emplace_back();
    row.name = reinterpret_cast<const char*>(sqlite3_column_text(query.statement, 0));
    row.length_bytes = number_at(query.statement, 1);
    row.events = number_at(query.statement, 2);
    row.first_ordinal = number_at(query.statement, 3);
    row.last_ordinal = number_at(query.statement, 4);
    row.replacing = number_at(query.statement, 5) != 0;
  }
  return code == SQLITE_DONE ? Status() : failure("read of the files");
}

Status Database::read_totals(Totals& totals) {
  Finalizer query;
  Status status = prepare(&query.statement, "SELECT * FROM totals");
  if (!status.ok()) return status;
  const int code = sqlite3_step(query.statement);
  if (code == SQLITE_DONE) return {};
  if (code != SQLITE_ROW) return failure("read of the totals");
  std::uint64_t* const columns[] = {
      &totals.accepted,     &totals.duplicates,        &totals.rejected,
      &totals.last_ordinal, &totals.requests,          &totals.bytes,
      &totals.connections,  &totals.forgotten_streams, &totals.forgotten_missing};
  int column = 1;
  for (std::uint64_t* number : columns) *number = number_at(query.statement, column++);
  const std::string_view drops = bytes_at(query.statement, column);
  if (drops.size() != kDropReasonCount * sizeof(std::uint64_t)) return corrupt("totals");
  for (std::size_t index = 0; index < kDropReasonCount; ++index) {
    totals.forgotten_drops[index] =
        read_integer<std::uint64_t>(drops.data() + index * sizeof(std::uint64_t));
  }
  return read_schema_totals(totals);
}

Status Database::read_schema_totals(Totals& totals) {
  Finalizer query;
  Status status = prepare(&query.statement, "SELECT refused, marked FROM schema_totals");
  if (!status.ok()) return status;
  const int code = sqlite3_step(query.statement);
  if (code == SQLITE_DONE) return {};  // What an older collector wrote.
  if (code != SQLITE_ROW) return failure("read of the schemas' totals");
  totals.refused_by_schema = number_at(query.statement, 0);
  totals.marked = number_at(query.statement, 1);
  return {};
}

}  // namespace godwit::collector
