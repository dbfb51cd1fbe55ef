#include "store/event_pages.h"

#include "base/json_reader.h"
#include "store/event_line.h"

namespace godwit::collector {
namespace {

// For shorter ranges, reading is quicker than searching.
constexpr std::uint64_t kSearchBytes = 256u << 10;

// Finds the start of a line at or before the first event after `after`, by a binary search, because
// ordinals ascend within a file.
Result<std::uint64_t> find_start(const FileHandle& file, std::uint64_t length,
                                 std::uint64_t after) {
  std::uint64_t low = 0;  // Always the start of a line whose ordinal is not above `after`.
  std::uint64_t high = length;
  while (high - low > kSearchBytes) {
    const std::uint64_t middle = low + (high - low) / 2;
    // The bytes between `middle` and the first line break are the rest of a line.
    const Result<std::uint64_t> start =
        for_each_line(file, middle, high, [](std::string_view) { return false; });
    if (!start.ok()) return start.status();
    std::uint64_t ordinal = 0;
    bool taken = false;
    const Result<std::uint64_t> end =
        for_each_line(file, start.value(), high, [&](std::string_view line) {
          ordinal = line_ordinal(line);
          taken = true;
          return false;
        });
    if (!end.ok()) return end.status();
    if (!taken || ordinal > after) {
      high = middle;
    } else {
      low = start.value();
    }
  }
  return low;
}

bool name_matches(std::string_view line, const std::string& name) {
  Bytes resolved;
  append_unescaped(resolved, line_string(line, "name"));
  return resolved.view() == name;
}

}  // namespace

Status append_page(Bytes& out, const EventFiles& files, const PageQuery& query) {
  std::size_t lines = 0;
  const auto full = [&] { return lines >= query.lines_max || out.size() >= query.bytes_max; };
  for (const auto& [name, row] : files.rows()) {
    if (row.last_ordinal <= query.after) continue;
    if (full()) return {};
    const Result<FileHandle> file = files.directory().open_file(name, FileAccess::read);
    if (!file.ok()) return file.status();
    const Result<std::uint64_t> start = find_start(file.value(), row.length_bytes, query.after);
    if (!start.ok()) return start.status();
    const Result<std::uint64_t> end =
        for_each_line(file.value(), start.value(), row.length_bytes, [&](std::string_view line) {
          if (line_ordinal(line) <= query.after) return true;
          if (query.name && !name_matches(line, *query.name)) return true;
          out.append(line);
          out.append('\n');
          ++lines;
          return !full();
        });
    if (!end.ok()) return end.status();
  }
  return {};
}

}  // namespace godwit::collector
