// The steps that every use of a prepared SQLite statement has in common. Result codes are SQLite's,
// with SQLITE_OK for success.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string_view>

namespace godwit {

// At the end of its use, resets a statement and releases the values that were bound to it.
class StatementUse final {
 public:
  explicit StatementUse(sqlite3_stmt* statement) : statement_(statement) {}
  StatementUse(const StatementUse&) = delete;
  StatementUse& operator=(const StatementUse&) = delete;
  ~StatementUse() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

// Runs a statement and ignores its rows.
int run(sqlite3_stmt* statement);

// Reads the only number of a statement's result.
int query_integer(sqlite3_stmt* statement, std::int64_t& value);

// Calls `take(row)` for each row. If `take` returns false, we did not write the row, and the run
// ends with SQLITE_CORRUPT.
template <typename Take>
int for_each_row(sqlite3_stmt* statement, Take take) {
  const StatementUse use(statement);
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
    if (!take(statement)) return SQLITE_CORRUPT;
  }
  return result == SQLITE_DONE ? SQLITE_OK : result;
}

// Lifetime: SQLite keeps the pointer until the statement's use ends.
void bind_blob(sqlite3_stmt* statement, int index, std::string_view bytes);
void bind_text(sqlite3_stmt* statement, int index, std::string_view text);

// Lifetime: valid until the statement steps on.
[[nodiscard]] std::string_view column_bytes(sqlite3_stmt* row, int column);

}  // namespace godwit
