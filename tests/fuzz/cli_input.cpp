// Claim: `godwit send` splits its input into the lines that are there, with their numbers, however
// it arrives; takes exactly the lines that are events once their text is repaired; and a line that
// is none does not touch the next one.
//
// Input: a byte for the way (through a descriptor, or only the lines, which is faster), a byte for
// the longest line, a byte for how much arrives at once, then the input.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "base/repair.h"
#include "event_line.h"
#include "line_reader.h"
#include "support/check.h"
#include "support/input.h"
#include "support/reference_json.h"

namespace {

using namespace godwit;
using namespace godwit::cli;
using namespace godwit::fuzz;
using nlohmann::json;

constexpr std::size_t kPiecesMax = 48;  // As many as a socket holds.

// A descriptor from which the text is read in pieces of this size: each read() gets one packet.
class Pieces {
 public:
  Pieces(std::string_view text, std::size_t size) {
    size = std::max(size, text.size() / kPiecesMax + 1);
    check(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends_) == 0, "a socket can be made");
    while (!text.empty()) {
      const std::string_view piece = text.substr(0, size);
      check(::write(ends_[1], piece.data(), piece.size()) == static_cast<ssize_t>(piece.size()),
            "a socket takes a piece");
      text.remove_prefix(piece.size());
    }
    ::close(ends_[1]);
  }
  ~Pieces() { ::close(ends_[0]); }
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;
  [[nodiscard]] int descriptor() const { return ends_[0]; }

 private:
  int ends_[2] = {-1, -1};
};

// The lines as they ought to be: each ends with a newline, or with the input.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

bool is_version(const std::string& text) {
  static const std::regex form("(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})-(0|[1-9][0-9]{0,9})");
  std::smatch parts;
  if (text.size() > 32 || !std::regex_match(text, parts, form)) return false;
  return std::all_of(parts.begin() + 1, parts.end(),
                     [](const auto& part) { return std::stoull(part.str()) <= UINT32_MAX; });
}

// The event's time, which is a whole number; one that its type does not hold is the highest, which
// track() refuses as it does others out of its range.
std::optional<std::int64_t> time_of(const Reference& reference) {
  std::uint32_t depth = 0;
  for (std::size_t i = 0; i < reference.tokens.size(); ++i) {
    const RefToken& token = reference.tokens[i];
    if (token.kind == RefKind::end_object || token.kind == RefKind::end_array) --depth;
    if (depth == 1 && token.kind == RefKind::key && token.text == "time") {
      const RefToken& value = reference.tokens[i + 1];
      if (value.kind == RefKind::negative_whole) return value.negative;
      const bool beyond =
          value.kind == RefKind::number && value.text.find_first_of(".eE") == std::string::npos;
      if (value.kind != RefKind::whole && !beyond) return std::nullopt;
      const bool fits = value.kind == RefKind::whole && value.whole <= INT64_MAX;
      return fits ? static_cast<std::int64_t>(value.whole) : INT64_MAX;
    }
    if (token.kind == RefKind::begin_object || token.kind == RefKind::begin_array) ++depth;
  }
  return std::nullopt;
}

bool is_event(const json& line, const Reference& reference) {
  if (!line.is_object() || !line.contains("name") || !line["name"].is_string()) return false;
  for (const auto& [key, value] : line.items()) {
    if (key == "name") continue;
    if (key == "properties" && value.is_object()) continue;
    if (key == "time" && time_of(reference)) continue;
    if (key == "priority" && (value == "immediate" || value == "normal" || value == "deferred")) {
      continue;
    }
    if (key == "schema" && value.is_string() && is_version(value.get_ref<const std::string&>())) {
      continue;
    }
    return false;
  }
  return true;
}

// Whether a member of the line itself stands there twice; in its properties that is allowed.
bool member_twice(const Reference& reference) {
  Reference top;
  std::uint32_t depth = 0;
  for (const RefToken& token : reference.tokens) {
    if (token.kind == RefKind::end_object || token.kind == RefKind::end_array) --depth;
    if (depth == 1 && token.kind == RefKind::key) top.tokens.push_back(token);
    if (token.kind == RefKind::begin_object || token.kind == RefKind::begin_array) ++depth;
  }
  top.tokens.insert(top.tokens.begin(), {.kind = RefKind::begin_object});
  return has_duplicates(top);
}

void check_taken(const EventLine& event, const Reference& reference, const json& wanted) {
  check(event.name() == wanted["name"].get_ref<const std::string&>(),
        "cli: an event has the line's name");
  const json properties = wanted.contains("properties") ? wanted["properties"] : json::object();
  const Reference read = read_reference(event.properties());
  check(read.accepted && parse_document(read.text) == properties,
        "cli: an event has the line's properties");
  const std::string_view text = event.properties();
  check(text == "{}" || reference.text.find(read.text) != std::string::npos,
        "cli: the properties are the line's own text");
  if (wanted.contains("time")) {
    check(event.options().time.has_value() && event.options().time->ms == time_of(reference),
          "cli: an event has the line's time");
  } else {
    check(!event.options().time.has_value(), "cli: an event has no time that is not in the line");
  }
  std::string version;
  if (const auto schema = event.options().schema) {
    version = std::to_string(schema->model) + "-" + std::to_string(schema->revision) + "-" +
              std::to_string(schema->addition);
  }
  check(wanted.value("schema", "") == version, "cli: an event has the line's schema version");
  constexpr std::string_view kPriorities[] = {"immediate", "normal", "deferred"};
  const std::string priority = wanted.value("priority", "normal");
  check(kPriorities[static_cast<std::size_t>(event.options().priority)] == priority,
        "cli: an event has the line's priority");
}

void check_line(EventLine& event, std::string_view line) {
  Reference reference = read_reference(line);
  Bytes repaired;
  if (!reference.accepted && append_repaired_json(repaired, line)) {
    reference = read_reference(repaired.view());
  }
  const bool fits = reference.accepted && reference.depth <= kJsonDepthMax;
  const json document = fits ? parse_document(reference.text) : json();
  const bool wanted = fits && !member_twice(reference) && is_event(document, reference);
  check(event.parse(line) == wanted, "cli: a line is taken if it is an event, and only then");
  if (wanted) {
    check_taken(event, reference, document);
  } else {
    check(!event.error().empty(), "cli: a refused line is told why");
  }
}

void read_lines(std::string_view text, std::size_t line_bytes_max, std::size_t at_once) {
  const Pieces pieces(text, at_once);
  LineReader reader(pieces.descriptor(), -1, line_bytes_max);
  EventLine event;
  std::uint64_t number = 0;
  for (const std::string_view wanted : lines_of(text)) {
    std::string_view line;
    const LineReader::Outcome outcome = reader.next(line);
    check(reader.line_number() == ++number, "cli: lines are counted from 1");
    if (wanted.size() > line_bytes_max) {
      check(outcome == LineReader::Outcome::too_long, "cli: a line that is too long is said to be");
      continue;
    }
    check(outcome == LineReader::Outcome::line && line == wanted, "cli: a line is read as it is");
    check_line(event, line);
  }
  std::string_view line;
  check(reader.next(line) == LineReader::Outcome::end, "cli: behind the last line is the end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const bool through_descriptor = input.choice(32) == 0;
  const std::size_t line_bytes_max = input.byte() * std::size_t{16};
  const std::size_t at_once = input.byte() + std::size_t{1};
  const std::string_view text = input.rest();
  if (through_descriptor) {
    read_lines(text, line_bytes_max, at_once);
    return 0;
  }
  EventLine event;
  for (const std::string_view line : lines_of(text)) check_line(event, line);
  return 0;
}
