#include "sqlite/event_database.h"

#include <sqlite3.h>

#include <string>
#include <utility>
#include <vector>

#include "sqlite/statement.h"

namespace godwit {
namespace {

constexpr std::int64_t kSchemaVersion = 1;
constexpr int kBusyTimeoutMs = 250;

// Free space goes back to the disk once more than 3/4 of the file is free, until 1/2 is free, in
// steps of 1 MiB, one for each write. So a file never stays larger than four times its contents for
// long. Few live pages have to move, compared with the deleted ones, and no write stalls.
// Free pages, of kPageBytes each, are kept: the next events need them.
constexpr std::int64_t kSparePages = 1024;

// A full disk can always be emptied, although erasing needs room in the WAL. Before a commit, its
// pages are allocated in the file itself, so that the WAL can be written back at any time and begin
// again. At the start, the WAL gets enough blocks to make that useful.
constexpr std::int64_t kPageBytes = 4096;
constexpr std::int64_t kWalBytesMin = 256 * 1024;
constexpr int kAllocationBytes = 64 * 1024;  // Files grow in steps of this size.

// locking_mode=EXCLUSIVE keeps the WAL's index on the heap: there is no -shm file that a full disk
// could turn into a SIGBUS, and no lock call in a transaction. secure_delete is off, because freed
// pages are soon used again, and a purge overwrites the whole file.
constexpr const char* kConnectionSettings =
    "PRAGMA locking_mode=EXCLUSIVE;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA secure_delete=OFF;"
    "PRAGMA cache_size=-512;";
constexpr const char* kWritingSettings =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=NORMAL;"
    "PRAGMA wal_autocheckpoint=1024;"
    "PRAGMA journal_size_limit=4194304;";
constexpr const char* kReadingSettings =
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-512;"
    "PRAGMA query_only=ON;";

// These come before journal_mode, which fixes them. Pages have 4 KiB. With 8 KiB, full segments (33
// KB) would take an eighth less CPU time, but a commit of one event would write 18 KB instead of 10
// and take half as long again. Larger pages are worse at both.
constexpr const char* kNewFileSettings =
    "PRAGMA page_size=4096;"
    "PRAGMA auto_vacuum=INCREMENTAL;";
// application_id: "GDWT".
constexpr const char* kSchema =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE segments("
    "id INTEGER PRIMARY KEY, stream BLOB NOT NULL, first_sequence INTEGER NOT NULL, "
    "last_sequence INTEGER NOT NULL, event_count INTEGER NOT NULL, size_bytes INTEGER NOT NULL, "
    "stored_at_ms INTEGER NOT NULL, priority INTEGER NOT NULL, body BLOB NOT NULL);"
    "CREATE TABLE named_values(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "PRAGMA application_id=0x47445754;"
    "PRAGMA user_version=1;"
    "COMMIT;";

// In the order in which read_info() and put() use them. The column `stored_at_ms` has staged_at_ms;
// it keeps the name that it has in existing files.
constexpr const char* kInfoColumns =
    "id,stream,first_sequence,last_sequence,event_count,size_bytes,stored_at_ms,priority";
constexpr int kBodyColumn = 8;

// Reads kInfoColumns. False if we did not write the row.
bool read_info(sqlite3_stmt* row, SegmentInfo& info) {
  const std::string_view stream = column_bytes(row, 1);
  const std::int64_t priority = sqlite3_column_int64(row, 7);
  if (stream.size() != info.stream.bytes.size() || priority < 0 || priority >= kPriorityCount) {
    return false;
  }
  info.id = static_cast<std::uint64_t>(sqlite3_column_int64(row, 0));
  stream.copy(reinterpret_cast<char*>(info.stream.bytes.data()), stream.size());
  info.first_sequence = static_cast<std::uint64_t>(sqlite3_column_int64(row, 2));
  info.last_sequence = static_cast<std::uint64_t>(sqlite3_column_int64(row, 3));
  info.event_count = static_cast<std::uint32_t>(sqlite3_column_int64(row, 4));
  info.size_bytes = static_cast<std::uint32_t>(sqlite3_column_int64(row, 5));
  info.staged_at_ms = sqlite3_column_int64(row, 6);
  info.priority = static_cast<Priority>(priority);
  return true;
}

bool is_full(int result) {
  return (result & 0xff) == SQLITE_FULL || result == SQLITE_IOERR_WRITE;  // The latter: a quota.
}

}  // namespace

EventDatabase::~EventDatabase() = default;

Result<std::unique_ptr<EventDatabase>> EventDatabase::open(const DirectoryHandle& directory,
                                                           std::string_view name,
                                                           StoreAccess access) {
  std::unique_ptr<EventDatabase> database(new EventDatabase);
  Result<SqliteConnection> opened = SqliteConnection::open(directory, name, access);
  if (!opened.ok()) return opened.status();
  database->connection_ = std::move(opened.value());
  int result = database->settle(access);
  if (result == SQLITE_OK) result = database->check_version();
  if (result == SQLITE_OK && database->ready_ && access == StoreAccess::read_write) {
    result = database->make_ready();
  }
  const std::string path = directory.path_of(name);
  if (database->newer_) {
    return Status(StatusCode::unsupported, "written by a newer version: ").append(path);
  }
  if (result != SQLITE_OK) return database->status_of(result, "cannot open").append(": " + path);
  return database;
}

int EventDatabase::settle(StoreAccess access) {
  sqlite3_busy_timeout(connection_.get(), kBusyTimeoutMs);
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return connection_.execute(access == StoreAccess::read_write ? kConnectionSettings
                                                               : kReadingSettings);
}

// Runs before anything is written. So a foreign file does not change, and a file can be read on a
// full disk.
int EventDatabase::check_version() {
  Statement statement;
  std::int64_t version = 0;
  std::int64_t tables = 0;
  int result = connection_.prepare(statement, "PRAGMA user_version");
  if (result == SQLITE_OK) result = query_integer(statement.get(), version);
  if (result == SQLITE_OK)
    result = connection_.prepare(statement, "SELECT count(*) FROM sqlite_schema");
  if (result == SQLITE_OK) result = query_integer(statement.get(), tables);
  statement.reset();
  if (result != SQLITE_OK) return result;

  newer_ = version > kSchemaVersion;
  if (version == 0 && tables == 0) return SQLITE_OK;
  if (version != kSchemaVersion) return SQLITE_NOTADB;
  result = prepare_statements();
  // SQLITE_ERROR: a table or a column is missing.
  return result == SQLITE_ERROR ? SQLITE_NOTADB : result;
}

int EventDatabase::make_ready() {
  int grows_by = kAllocationBytes;
  sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_CHUNK_SIZE, &grows_by);
  const int result = ready_ ? connection_.execute(kWritingSettings) : make_tables();
  if (result == SQLITE_OK) allocate_wal();
  return result;
}

int EventDatabase::make_tables() {
  int result = connection_.execute(kNewFileSettings);
  if (result == SQLITE_OK) result = connection_.execute(kWritingSettings);
  if (result == SQLITE_OK) result = connection_.execute(kSchema);
  if (result == SQLITE_OK) return prepare_statements();
  if (sqlite3_get_autocommit(connection_.get()) == 0) (void)connection_.execute("ROLLBACK");
  return result;
}

int EventDatabase::prepare_statements() {
  const std::string columns = kInfoColumns;
  const std::pair<Statement&, std::string> all[] = {
      {begin_, "BEGIN IMMEDIATE"},
      {commit_, "COMMIT"},
      {rollback_, "ROLLBACK"},
      {select_infos_, "SELECT " + columns + " FROM segments ORDER BY id"},
      {select_values_, "SELECT name,value FROM named_values ORDER BY name"},
      {select_segment_, "SELECT " + columns + ",body FROM segments WHERE id=?1"},
      {put_segment_,
       "INSERT OR REPLACE INTO segments(" + columns + ",body) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)"},
      {erase_segment_, "DELETE FROM segments WHERE id=?1"},
      {put_value_, "INSERT OR REPLACE INTO named_values(name,value) VALUES(?1,?2)"},
      {erase_value_, "DELETE FROM named_values WHERE name=?1"},
      {free_pages_, "PRAGMA freelist_count"},
      {all_pages_, "PRAGMA page_count"},
      {shrink_, "PRAGMA incremental_vacuum(256)"},
  };
  for (const auto& [statement, sql] : all) {
    if (const int result = connection_.prepare(statement, sql); result != SQLITE_OK) return result;
  }
  ready_ = true;
  return SQLITE_OK;
}

Status EventDatabase::load(StoreVisitor& visitor) {
  if (!ready_) return {};
  std::vector<SegmentInfo> infos;
  std::vector<std::pair<std::string, std::string>> values;
  int result = for_each_row(select_infos_.get(), [&infos](sqlite3_stmt* row) {
    return read_info(row, infos.emplace_back());
  });
  if (result == SQLITE_OK) {
    result = for_each_row(select_values_.get(), [&values](sqlite3_stmt* row) {
      values.emplace_back(column_bytes(row, 0), column_bytes(row, 1));
      return true;
    });
  }
  if (result != SQLITE_OK) return status_of(result, "cannot load");
  for (const SegmentInfo& info : infos) visitor.on_segment(info, {});
  for (const auto& [name, value] : values) visitor.on_value(name, value);
  return {};
}

Status EventDatabase::read(std::span<const std::uint64_t> ids, StoreVisitor& visitor) {
  if (!ready_) return {};
  sqlite3_stmt* const row = select_segment_.get();
  for (const std::uint64_t id : ids) {
    const StatementUse use(row);
    sqlite3_bind_int64(row, 1, static_cast<std::int64_t>(id));
    const int result = sqlite3_step(row);
    if (result == SQLITE_DONE) continue;
    if (result != SQLITE_ROW) return status_of(result, "cannot read a segment");
    SegmentInfo info;
    if (!read_info(row, info)) return status_of(SQLITE_CORRUPT, "cannot read a segment");
    const std::string_view body = column_bytes(row, kBodyColumn);
    if (body.data() == nullptr && sqlite3_errcode(connection_.get()) == SQLITE_NOMEM) {
      return status_of(SQLITE_NOMEM, "cannot read a segment");
    }
    visitor.on_segment(info, body);
  }
  return {};
}

Status EventDatabase::write(const StoreWrite& write) {
  if (const Status in_place = connection_.check_in_place(); !in_place.ok()) return in_place;
  if (const int result = ready_ ? SQLITE_OK : make_ready(); result != SQLITE_OK) {
    return status_of(result, "cannot make the tables");
  }
  if (write.wait_for_disk) {
    const int result = connection_.execute("PRAGMA synchronous=FULL");
    if (result != SQLITE_OK) return status_of(result, "cannot wait for the disk");
  }
  Status status;
  if (is_full(transact(write, status)) && empty_wal()) (void)transact(write, status);
  // If this fails, later writes are slower, and no less safe.
  if (write.wait_for_disk) (void)connection_.execute("PRAGMA synchronous=NORMAL");
  if (status.ok()) give_space_back();
  return status;
}

int EventDatabase::transact(const StoreWrite& write, Status& status) {
  int result = run(begin_.get());
  if (result == SQLITE_OK) result = write_rows(write);
  if (result == SQLITE_OK) result = allocate_pages();
  if (result == SQLITE_OK) result = run(commit_.get());
  // The sentence is made first, because rolling back would change it.
  status = result == SQLITE_OK ? Status() : status_of(result, "cannot write");
  if (sqlite3_get_autocommit(connection_.get()) == 0) (void)run(rollback_.get());
  return result;
}

int EventDatabase::write_rows(const StoreWrite& write) {
  int result = SQLITE_OK;
  for (std::size_t at = 0; at < write.erases.size() && result == SQLITE_OK; ++at) {
    result = erase(write.erases[at]);
  }
  for (std::size_t at = 0; at < write.puts.size() && result == SQLITE_OK; ++at) {
    result = put(write.puts[at]);
  }
  for (std::size_t at = 0; at < write.values.size() && result == SQLITE_OK; ++at) {
    result = set_value(write.values[at]);
  }
  return result;
}

int EventDatabase::put(const SegmentPut& put) {
  sqlite3_stmt* const row = put_segment_.get();
  const SegmentInfo& info = put.info;
  sqlite3_bind_int64(row, 1, static_cast<std::int64_t>(info.id));
  bind_blob(row, 2,
            {reinterpret_cast<const char*>(info.stream.bytes.data()), info.stream.bytes.size()});
  sqlite3_bind_int64(row, 3, static_cast<std::int64_t>(info.first_sequence));
  sqlite3_bind_int64(row, 4, static_cast<std::int64_t>(info.last_sequence));
  sqlite3_bind_int64(row, 5, info.event_count);
  sqlite3_bind_int64(row, 6, info.size_bytes);
  sqlite3_bind_int64(row, 7, info.staged_at_ms);
  sqlite3_bind_int64(row, 8, static_cast<int>(info.priority));
  bind_blob(row, 9, put.body);
  return run(row);
}

int EventDatabase::erase(std::uint64_t id) {
  sqlite3_bind_int64(erase_segment_.get(), 1, static_cast<std::int64_t>(id));
  return run(erase_segment_.get());
}

int EventDatabase::set_value(const NamedValue& value) {
  sqlite3_stmt* const row = value.value.empty() ? erase_value_.get() : put_value_.get();
  bind_text(row, 1, value.name);
  if (!value.value.empty()) bind_blob(row, 2, value.value);
  return run(row);
}

// Allocates the file's blocks for all pages that the transaction under way leaves in it.
int EventDatabase::allocate_pages() {
  std::int64_t pages = 0;
  const int result = query_integer(all_pages_.get(), pages);
  if (result != SQLITE_OK) return result;
  sqlite3_int64 bytes = pages * kPageBytes;
  const int allocated =
      sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_SIZE_HINT, &bytes);
  // SQLITE_NOTFOUND: the application has put another file system below SQLite.
  return allocated == SQLITE_OK || allocated == SQLITE_NOTFOUND ? SQLITE_OK : SQLITE_FULL;
}

// A disk that is too full for this may still have room for the write.
void EventDatabase::allocate_wal() {
  sqlite3_file* wal = nullptr;
  sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
  if (wal == nullptr || wal->pMethods == nullptr) return;
  int grows_by = kAllocationBytes;
  sqlite3_int64 bytes = kWalBytesMin;
  (void)wal->pMethods->xFileControl(wal, SQLITE_FCNTL_CHUNK_SIZE, &grows_by);
  (void)wal->pMethods->xFileControl(wal, SQLITE_FCNTL_SIZE_HINT, &bytes);
}

// Writes the WAL back, so that the next write begins at its start, in blocks that it already has.
bool EventDatabase::empty_wal() {
  return sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                   nullptr) == SQLITE_OK;
}

// A failure here costs only space, and shows again at the next write.
void EventDatabase::give_space_back() {
  std::int64_t free = 0;
  std::int64_t all = 0;
  (void)query_integer(free_pages_.get(), free);
  (void)query_integer(all_pages_.get(), all);
  const bool shrinks = free > kSparePages && free > (shrinking_ ? all / 2 : all / 4 * 3);
  if (shrinks) {
    (void)run(shrink_.get());
  } else if (shrinking_) {
    (void)empty_wal();  // Only then does the file itself shrink.
  }
  shrinking_ = shrinks;
}

Status EventDatabase::status_of(int result, std::string_view doing) const {
  const int primary = result & 0xff;
  const bool damaged = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
  return Status(damaged ? StatusCode::storage_corrupt : StatusCode::storage_unavailable, doing)
      .append(": ")
      .append(connection_.message(result));
}

}  // namespace godwit
