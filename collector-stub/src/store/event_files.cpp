#include "store/event_files.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

#include "store/eraser.h"

namespace godwit::collector {
namespace {

namespace fs = std::filesystem;

Status file_failure(const std::string& name, const char* doing) {
  return Status(StatusCode::storage_unavailable, "Cannot ")
      .append(doing)
      .append(" event file ")
      .append(name)
      .append(": ")
      .append(std::strerror(errno));
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

Status EventFiles::open(const fs::path& data, Database& database, LogSink* log) {
  log_ = log;
  directory_ = data / "events";
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error) return file_failure("events/", "make the directory of");
  std::vector<FileRow> rows;
  Status status = database.read_files(rows);
  for (FileRow& row : rows) {
    if (status.ok()) status = repair(row, database);
  }
  if (!status.ok()) return status;
  set_unknown_aside(data);
  return {};
}

Status EventFiles::repair(FileRow& row, Database& database) {
  if (row.replacing) {
    Status status = Eraser::finish_rename(*this, row, database);
    if (!status.ok()) return status;
  }
  std::error_code error;
  const std::uint64_t size = fs::file_size(path_of(row.name), error);
  if (error) {
    this->log(LogLevel::warning, "event file " + row.name + " is gone; its events no longer count");
    return database.remove_file(row.name);
  }
  if (size < row.length_bytes) return repair_short(row, database);
  if (size > row.length_bytes) {
    FileHandle file = FileHandle::open_writing(path_of(row.name));
    if (!file.valid() || !file.cut_to(row.length_bytes)) return file_failure(row.name, "cut");
    this->log(LogLevel::info, "event file " + row.name + " was cut back to its committed length");
  }
  committed(row);
  return {};
}

Status EventFiles::repair_short(FileRow& row, Database& database) {
  this->log(LogLevel::warning, "event file " + row.name +
                                   " is shorter than committed (a power cut?); whole lines stay");
  FileHandle file = FileHandle::open_writing(path_of(row.name));
  if (!file.valid()) return file_failure(row.name, "open");
  row.events = 0;
  row.length_bytes = for_each_line(file, 0, row.length_bytes, [&row](std::string_view) {
    ++row.events;
    return true;
  });
  if (!file.cut_to(row.length_bytes)) return file_failure(row.name, "cut");
  committed(row);
  return database.put_file(row);
}

void EventFiles::set_unknown_aside(const fs::path& data) {
  std::error_code error;
  std::vector<fs::path> unknown;
  for (fs::directory_iterator at(directory_, error), end; !error && at != end;
       at.increment(error)) {
    if (!rows_.contains(at->path().filename().string())) unknown.push_back(at->path());
  }
  for (const fs::path& path : unknown) {
    const std::string name = path.filename().string();
    if (name.ends_with(Eraser::kRewriteSuffix)) {
      // An erasure that was killed before it was committed: the file it copied is still whole.
      fs::remove(path, error);
      continue;
    }
    // Lines that were never committed, or somebody's file: not ours to count, nor to delete.
    fs::create_directories(data / "set-aside", error);
    fs::rename(path, data / "set-aside" / name, error);
    this->log(LogLevel::warning, "events/" + name + " was never committed; moved to set-aside/");
  }
}

Status EventFiles::append(std::int64_t received_ms, std::string_view lines, bool sync,
                          FileRow& row) {
  std::string name = name_of(received_ms);
  // A clock that steps back goes on in the newest file, so that files stay in order of storing.
  if (!rows_.empty() && name < rows_.rbegin()->first) name = rows_.rbegin()->first;
  if (!current_.valid() || name != current_name_) {
    current_ = FileHandle::open_writing(path_of(name));
    if (!current_.valid()) return file_failure(name, "open");
    if (sync) sync_directory(directory_);
    current_name_ = name;
  }
  const auto known = rows_.find(name);
  row = known != rows_.end() ? known->second : FileRow{.name = name};
  if (!current_.write_at(lines, row.length_bytes) || (sync && !current_.sync())) {
    Status status = file_failure(name, "write");
    (void)current_.cut_to(row.length_bytes);
    return status;
  }
  row.length_bytes += lines.size();
  return {};
}

void EventFiles::committed(const FileRow& row) {
  FileRow& known = rows_[row.name];
  events_ += row.events - known.events;
  known = row;
}

void EventFiles::remove(const std::string& name) {
  if (name == current_name_) current_.close();
  std::error_code ignored;
  fs::remove(path_of(name), ignored);
  const auto row = rows_.find(name);
  if (row == rows_.end()) return;
  events_ -= row->second.events;
  rows_.erase(row);
}

}  // namespace godwit::collector
