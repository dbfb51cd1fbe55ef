#include "store/eraser.h"

#include <optional>
#include <string>

#include "base/uuid.h"
#include "store/event_files.h"
#include "store/event_line.h"

namespace godwit::collector {
namespace {

// The bytes of a twin that are collected before a write.
constexpr std::size_t kTwinChunkBytes = 256u << 10;

std::string twin_name(const FileRow& row) {
  return row.name + std::string(Eraser::kRewriteSuffix);
}

bool is_theirs(std::string_view line, std::string_view installation) {
  // The search is quick, but the text may also stand in other events' properties.
  return line.find(installation) != std::string_view::npos &&
         line_string(line, "installation") == installation;
}

}  // namespace

Status Eraser::rewrite(const Id& installation, std::vector<FileRow>& changed,
                       std::uint64_t& erased) {
  erased = 0;
  Bytes text;
  append_id(text, installation);
  for (const auto& [name, known] : files_.rows()) {
    FileRow row = known;
    std::uint64_t count = 0;
    const Status status = rewrite_file(row, text.view(), count);
    if (!status.ok()) {
      changed.push_back(row);  // Its twin may exist in part.
      return status;
    }
    if (count == 0) continue;
    erased += count;
    row.events -= count;
    row.replacing = true;
    changed.push_back(row);
  }
  return changed.empty() ? Status() : files_.directory().sync();
}

Status Eraser::rewrite_file(FileRow& row, std::string_view installation, std::uint64_t& erased) {
  const Result<FileHandle> file = files_.directory().open_file(row.name, FileAccess::read);
  if (!file.ok()) return file.status();
  const Result<std::uint64_t> end =
      for_each_line(file.value(), 0, row.length_bytes, [&](std::string_view line) {
        if (is_theirs(line, installation)) ++erased;
        return true;
      });
  if (!end.ok()) return end.status();
  if (end.value() != row.length_bytes) {
    return Status(StatusCode::storage_unavailable, "it does not end with a whole line: ")
        .append(file.value().path());
  }
  return erased == 0 ? Status() : write_twin(file.value(), installation, row);
}

Status Eraser::write_twin(const FileHandle& file, std::string_view installation, FileRow& row) {
  Result<FileHandle> twin = files_.directory().open_file(twin_name(row), FileAccess::make_empty);
  if (!twin.ok()) return twin.status();
  Bytes chunk;
  std::uint64_t length = 0;
  Status written;
  const auto write_chunk = [&] {
    written = twin.value().write_at(chunk.view(), length);
    length += chunk.size();
    chunk.clear();
    return written.ok();
  };
  const Result<std::uint64_t> end =
      for_each_line(file, 0, row.length_bytes, [&](std::string_view line) {
        if (is_theirs(line, installation)) return true;
        chunk.append(line);
        chunk.append('\n');
        return chunk.size() < kTwinChunkBytes || write_chunk();
      });
  if (!end.ok()) return end.status();
  if (!written.ok() || !write_chunk()) return written;
  row.length_bytes = length;
  return twin.value().sync();
}

void Eraser::discard(const std::vector<FileRow>& changed) {
  for (const FileRow& row : changed) {
    // The next erasure, or the next start, removes files that stay.
    static_cast<void>(files_.directory().remove(twin_name(row)));
  }
}

Status Eraser::finish() {
  if (!files_.replacing()) return {};
  files_.close_current();
  std::vector<FileRow> marked;
  const DirectoryHandle& directory = files_.directory();
  for (const auto& [name, row] : files_.rows()) {
    if (!row.replacing) continue;
    const Result<std::optional<FileState>> twin = directory.state_of(twin_name(row));
    if (!twin.ok()) return twin.status();
    const Status status = twin.value() ? directory.rename(twin_name(row), name) : Status();
    if (!status.ok()) return status;
    marked.push_back(row);
  }
  const Status status = directory.sync();
  return status.ok() ? take_marks_away(marked) : status;
}

Status Eraser::take_marks_away(std::vector<FileRow>& rows) {
  Status status = database_.begin();
  for (FileRow& row : rows) {
    row.replacing = false;
    if (status.ok()) status = database_.put_file(row);
  }
  if (!status.ok()) {
    database_.rollback();
    return status;
  }
  status = database_.commit();
  if (!status.ok()) return status;
  for (const FileRow& row : rows) files_.committed(row);
  return {};
}

}  // namespace godwit::collector
