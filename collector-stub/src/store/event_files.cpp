#include "store/event_files.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include "store/eraser.h"

namespace godwit::collector {
namespace {

constexpr std::string_view kEventsName = "events";
constexpr std::string_view kSetAsideName = "set-aside";
// The maximal number of files of one name in set-aside/.
constexpr int kSetAsideMax = 1'000;

Status misplaced(std::string_view what, const DirectoryHandle& directory, std::string_view name) {
  return Status(StatusCode::storage_unavailable, what).append(directory.path_of(name));
}

}  // namespace

std::string EventFiles::name_of(std::int64_t ms) {
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(ms)};
  const auto day = floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const auto hour = floor<std::chrono::hours>(at - day).count();
  char name[64];
  std::snprintf(name, sizeof name, "%04d-%02u-%02uT%02d.ndjson", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(hour));
  return name;
}

void EventFiles::log(LogLevel level, const std::string& message) {
  if (log_ != nullptr) log_->log(level, message);
}

Status EventFiles::open(const DirectoryHandle& data, Database& database, LogSink* log) {
  log_ = log;
  data_ = &data;
  Result<DirectoryHandle> made = data.make_directory(kEventsName);
  if (!made.ok()) return made.status();
  directory_ = std::move(made.value());
  // Synced files are useless in a directory that a power cut takes away.
  Status status = data.sync();
  std::vector<FileRow> rows;
  if (status.ok()) status = database.read_files(rows);
  if (!status.ok()) return status;
  for (const FileRow& row : rows) committed(row);
  status = Eraser(*this, database).finish();
  for (const FileRow& row : rows) {
    if (status.ok()) status = repair(rows_[row.name], database);
  }
  return status.ok() ? set_unknown_aside() : status;
}

Status EventFiles::repair(FileRow row, Database& database) {
  const Result<std::optional<FileState>> state = directory_.state_of(row.name);
  if (!state.ok()) return state.status();
  if (!state.value()) {
    this->log(LogLevel::warning, "event file " + row.name + " is gone; its events no longer count");
    const Status status = database.remove_file(row.name);
    if (status.ok()) forget(row.name);
    return status;
  }
  const std::uint64_t size_bytes = state.value()->size_bytes;
  const bool whole = size_bytes == row.length_bytes;
  Result<FileHandle> file =
      directory_.open_file(row.name, whole ? FileAccess::read : FileAccess::write);
  if (!file.ok()) return file.status();
  if (whole) return {};
  if (size_bytes < row.length_bytes) return repair_short(file.value(), size_bytes, row, database);
  const Status status = file.value().cut_to(row.length_bytes);
  if (!status.ok()) return status;
  this->log(LogLevel::info, "event file " + row.name + " was cut back to its committed length");
  return {};
}

Status EventFiles::repair_short(FileHandle& file, std::uint64_t size_bytes, FileRow& row,
                                Database& database) {
  row.events = 0;
  const Result<std::uint64_t> whole = for_each_line(file, 0, size_bytes, [&row](std::string_view) {
    ++row.events;
    return true;
  });
  if (!whole.ok()) return whole.status();
  row.length_bytes = whole.value();
  Status status = file.cut_to(row.length_bytes);
  if (status.ok()) status = database.put_file(row);
  if (!status.ok()) return status;
  committed(row);
  this->log(LogLevel::warning, "event file " + row.name +
                                   " is shorter than committed (a power cut?); whole lines stay");
  return {};
}

Status EventFiles::set_unknown_aside() {
  const Result<std::vector<std::string>> names = directory_.names();
  if (!names.ok()) return names.status();
  for (const std::string& name : names.value()) {
    if (rows_.contains(name)) continue;
    const Result<std::optional<FileState>> state = directory_.state_of(name);
    if (!state.ok()) return state.status();
    const bool directory = state.value() && state.value()->directory;
    // An erasure was killed before its commit: the file that it copied is still whole.
    const bool rubbish = name.ends_with(Eraser::kRewriteSuffix) && !directory;
    const Status status = rubbish ? directory_.remove(name) : set_aside(name);
    if (!status.ok()) return status;
  }
  return {};
}

// Lines that were never committed, or a foreign file: we must neither count nor delete them.
Status EventFiles::set_aside(const std::string& name) {
  const Result<DirectoryHandle> aside = data_->make_directory(kSetAsideName);
  if (!aside.ok()) return aside.status();
  for (int number = 1; number <= kSetAsideMax; ++number) {
    const std::string free = number == 1 ? name : name + "-" + std::to_string(number);
    const Result<std::optional<FileState>> taken = aside.value().state_of(free);
    if (!taken.ok()) return taken.status();
    if (taken.value()) continue;
    const Status status = directory_.rename(name, aside.value(), free);
    if (!status.ok()) return status;
    this->log(LogLevel::warning,
              "events/" + name + " was never committed; moved to set-aside/" + free);
    return {};
  }
  return misplaced("too many files of its name are in set-aside/; clear it: ", directory_, name);
}

Status EventFiles::check_in_place() const {
  const Status status = directory_.check_in_place();
  if (!status.ok() || !current_) return status;
  const Result<std::optional<FileState>> state = directory_.state_of(current_name_);
  if (!state.ok()) return state.status();
  if (state.value() && state.value()->identity == current_identity_) return {};
  return misplaced(state.value() ? "the file was replaced while it was open: "
                                 : "the file was removed while it was open: ",
                   directory_, current_name_);
}

Status EventFiles::append(std::int64_t received_ms, std::string_view lines, bool sync,
                          FileRow& row) {
  std::string name = name_of(received_ms);
  // If the clock steps back, the newest file goes on, so that files stay in the order of storing.
  if (!rows_.empty() && name < rows_.rbegin()->first) name = rows_.rbegin()->first;
  const auto known = rows_.find(name);
  row = known != rows_.end() ? known->second : FileRow{.name = name};
  Status status;
  if (!current_ || name != current_name_) {
    status = drop_uncommitted();
    if (status.ok()) {
      status = open_current(name, known != rows_.end() ? &known->second : nullptr, sync);
    }
    if (!status.ok()) return status;
  }
  status = current_.write_at(lines, row.length_bytes);
  if (status.ok() && sync) status = current_.sync();
  if (!status.ok()) {
    // Makes room on a full disk. If it fails, the lines are overwritten, or cut off at the next
    // start.
    static_cast<void>(current_.cut_to(row.length_bytes));
    return status;
  }
  row.length_bytes += lines.size();
  return {};
}

// A missing file that the database knows is not made again: lines after its committed end would
// follow a hole.
Status EventFiles::open_current(const std::string& name, const FileRow* known, bool sync) {
  close_current();
  Result<FileHandle> file =
      directory_.open_file(name, known != nullptr ? FileAccess::write : FileAccess::make);
  if (!file.ok()) return file.status();
  const Result<FileState> state = file.value().state();
  if (!state.ok()) return state.status();
  if (known != nullptr && state.value().size_bytes < known->length_bytes) {
    return misplaced("the file is shorter than it should be: ", directory_, name);
  }
  const Status status = sync ? directory_.sync() : Status();
  if (!status.ok()) return status;
  current_ = std::move(file.value());
  current_identity_ = state.value().identity;
  current_name_ = name;
  return {};
}

Status EventFiles::drop_uncommitted() {
  if (!current_) return {};
  const auto known = rows_.find(current_name_);
  if (known == rows_.end()) {
    close_current();
    return directory_.remove(current_name_);
  }
  const Result<FileState> state = current_.state();
  if (!state.ok()) return state.status();
  const std::uint64_t committed_bytes = known->second.length_bytes;
  return state.value().size_bytes > committed_bytes ? current_.cut_to(committed_bytes) : Status();
}

void EventFiles::committed(const FileRow& row) {
  FileRow& known = rows_[row.name];
  events_ += row.events - known.events;
  replacing_ += std::uint64_t{row.replacing} - std::uint64_t{known.replacing};
  known = row;
  removed_.erase(row.name);
}

void EventFiles::forget(const std::string& name) {
  const auto row = rows_.find(name);
  if (row == rows_.end()) return;
  events_ -= row->second.events;
  replacing_ -= std::uint64_t{row->second.replacing};
  rows_.erase(row);
}

Status EventFiles::remove(const std::string& name) {
  if (name == current_name_) close_current();
  const Status status = directory_.remove(name);
  if (!status.ok()) return status;
  forget(name);
  removed_.insert(name);
  return {};
}

}  // namespace godwit::collector
