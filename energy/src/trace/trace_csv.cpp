#include "trace/trace_csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "files/whole_file.h"

namespace godwit::energy {
namespace {

// Seconds since 1970 are within it, milliseconds are not.
constexpr double kSecondsMax = 4e9;
constexpr std::uint64_t kBytesMax = 1'000'000'000;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// The next column of a line, which is cut off from it.
std::string_view next_column(std::string_view& line) {
  const std::size_t comma = line.find(',');
  const std::string_view column = trimmed(line.substr(0, comma));
  line = comma == std::string_view::npos ? std::string_view() : line.substr(comma + 1);
  return column;
}

template <typename Number>
bool read_number(std::string_view text, Number& number) {
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && read_to == end;
}

std::optional<Priority> priority_of(std::string_view text) {
  if (text == "immediate" || text == "0") return Priority::immediate;
  if (text.empty() || text == "normal" || text == "1") return Priority::normal;
  if (text == "deferred" || text == "2") return Priority::deferred;
  return std::nullopt;
}

// Returns the error in the line; empty if there is none.
std::string read_time(std::string_view& line, std::int64_t& at_us) {
  double seconds = 0;
  const std::string_view column = next_column(line);
  if (!read_number(column, seconds) || !(seconds >= 0 && seconds <= kSecondsMax)) {
    return "the first column must be a time in seconds, from 0 to 4000000000, not \"" +
           std::string(column) + "\"";
  }
  // Never earlier than it was: an event cannot be sent before it is there.
  at_us = static_cast<std::int64_t>(std::ceil(seconds * 1e6 - 1e-3));
  return {};
}

std::string read_event(std::string_view line, TraceEvent& event) {
  if (std::string wrong = read_time(line, event.at_us); !wrong.empty()) return wrong;
  const std::string_view bytes = next_column(line);
  event.bytes = kEventBytesDefault;
  if (!bytes.empty() && (!read_number(bytes, event.bytes) || event.bytes > kBytesMax)) {
    return "the second column must be a size in bytes, from 0 to 1000000000, not \"" +
           std::string(bytes) + "\"";
  }
  const std::string_view name = next_column(line);
  const std::optional<Priority> priority = priority_of(name);
  if (!priority) {
    return "the third column must be immediate, normal or deferred (or 0, 1 or 2), not \"" +
           std::string(name) + "\"";
  }
  event.priority = *priority;
  return {};
}

bool is_header(std::string_view line) {
  double number = 0;
  return !read_number(next_column(line), number);
}

template <typename ReadLine>
std::string read_lines(const std::string& path, ReadLine read_line) {
  const Result<std::string> read = read_whole_file(path);
  if (!read.ok()) return std::string(read.status().message()) + "; name a CSV file that is there";
  std::string_view rest = read.value();
  for (std::size_t number = 1; !rest.empty(); ++number) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::string_view text = trimmed(line);
    if (text.empty() || (number == 1 && is_header(text))) continue;
    const std::string wrong = read_line(text);
    if (!wrong.empty()) return path + ":" + std::to_string(number) + ": " + wrong;
  }
  return {};
}

}  // namespace

std::string read_events_csv(const std::string& path, std::vector<TraceEvent>& events) {
  std::string wrong = read_lines(
      path, [&](std::string_view line) { return read_event(line, events.emplace_back()); });
  std::stable_sort(events.begin(), events.end(),
                   [](const TraceEvent& a, const TraceEvent& b) { return a.at_us < b.at_us; });
  return wrong;
}

std::string read_app_csv(const std::string& path, std::vector<std::int64_t>& app_us) {
  std::string wrong = read_lines(
      path, [&](std::string_view line) { return read_time(line, app_us.emplace_back()); });
  std::sort(app_us.begin(), app_us.end());
  return wrong;
}

}  // namespace godwit::energy
