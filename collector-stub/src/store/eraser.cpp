#include "store/eraser.h"

#include <string>
#include <vector>

#include "base/uuid.h"
#include "store/event_files.h"
#include "store/event_line.h"

namespace godwit::collector {
namespace {

namespace fs = std::filesystem;

fs::path rewrite_path(const EventFiles& files, const FileRow& row) {
  return files.path_of(row.name + std::string(Eraser::kRewriteSuffix));
}

Status rewrite_failure(const std::string& name) {
  return Status(StatusCode::storage_unavailable, "Cannot rewrite event file ").append(name);
}

}  // namespace

Status Eraser::erase(const Id& installation, std::uint64_t& erased) {
  erased = 0;
  Bytes text;
  append_id(text, installation);
  std::vector<FileRow> changed;
  for (const auto& [name, known] : files_.rows()) {
    FileRow row = known;
    std::uint64_t count = 0;
    Status status = rewrite(row, text.view(), count);
    if (!status.ok()) return status;
    if (count == 0) continue;
    erased += count;
    row.replacing = true;
    changed.push_back(row);
  }
  if (changed.empty()) return {};
  Status status = mark(changed);
  if (!status.ok()) return status;
  files_.close_current();
  for (FileRow& row : changed) {
    std::error_code error;
    fs::rename(rewrite_path(files_, row), files_.path_of(row.name), error);
    if (error) return rewrite_failure(row.name);
    row.replacing = false;
    files_.committed(row);
  }
  sync_directory(files_.directory());
  return mark(changed);
}

Status Eraser::rewrite(FileRow& row, std::string_view installation, std::uint64_t& erased) {
  const FileHandle file = FileHandle::open_reading(files_.path_of(row.name));
  if (!file.valid()) return rewrite_failure(row.name);
  const auto is_theirs = [installation](std::string_view line) {
    // The search is quick; the text may also stand in somebody else's properties.
    return line.find(installation) != std::string_view::npos &&
           line_string(line, "installation") == installation;
  };
  for_each_line(file, 0, row.length_bytes, [&](std::string_view line) {
    if (is_theirs(line)) ++erased;
    return true;
  });
  if (erased == 0) return {};

  const fs::path path = rewrite_path(files_, row);
  FileHandle twin = FileHandle::open_writing(path);
  if (!twin.valid() || !twin.cut_to(0)) return rewrite_failure(row.name);
  std::uint64_t length = 0;
  bool good = true;
  Bytes with_break;
  for_each_line(file, 0, row.length_bytes, [&](std::string_view line) {
    if (is_theirs(line)) return true;
    with_break.assign(line);
    with_break.append('\n');
    good = twin.write_at(with_break.view(), length);
    length += with_break.size();
    return good;
  });
  if (!good || !twin.sync()) return rewrite_failure(row.name);
  row.length_bytes = length;
  row.events -= erased;
  return {};
}

Status Eraser::mark(const std::vector<FileRow>& rows) {
  Status status = database_.begin();
  for (const FileRow& row : rows) {
    if (status.ok()) status = database_.put_file(row);
  }
  if (!status.ok()) {
    database_.rollback();
    return status;
  }
  return database_.commit();
}

Status Eraser::finish_rename(EventFiles& files, FileRow& row, Database& database) {
  std::error_code error;
  const fs::path twin = rewrite_path(files, row);
  if (fs::exists(twin, error)) {
    fs::rename(twin, files.path_of(row.name), error);
    if (error) return rewrite_failure(row.name);
    sync_directory(files.directory());
  }
  row.replacing = false;
  return database.put_file(row);
}

}  // namespace godwit::collector
