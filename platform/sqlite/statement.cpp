#include "sqlite/statement.h"

namespace godwit {
namespace {

// An empty view may have no pointer, which SQLite would take for NULL.
const char* pointer_to(std::string_view bytes) {
  return bytes.empty() ? "" : bytes.data();
}

}  // namespace

int run(sqlite3_stmt* statement) {
  return for_each_row(statement, [](sqlite3_stmt*) { return true; });
}

int query_integer(sqlite3_stmt* statement, std::int64_t& value) {
  const StatementUse use(statement);
  const int result = sqlite3_step(statement);
  if (result != SQLITE_ROW) return result;
  value = sqlite3_column_int64(statement, 0);
  return SQLITE_OK;
}

void bind_blob(sqlite3_stmt* statement, int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement, index, pointer_to(bytes), bytes.size(), SQLITE_STATIC);
}

void bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
  sqlite3_bind_text64(statement, index, pointer_to(text), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

std::string_view column_bytes(sqlite3_stmt* row, int column) {
  const void* const bytes = sqlite3_column_blob(row, column);
  const int count = sqlite3_column_bytes(row, column);
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(count)};
}

}  // namespace godwit
