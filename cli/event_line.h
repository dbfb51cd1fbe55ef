// One line of `godwit send`'s input:
// {"name":…, "properties":{…}, "time":ms, "priority":"…", "schema":"1-0-2"}.
//
// Strict (RFC 8259), and a member that is unknown, of the wrong type or there twice declines the
// line: skipping the member would lose it. Text that holds halves of
// characters is repaired (base/repair.h). Threads: none.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json_reader.h"
#include "godwit/tracker.h"

namespace godwit::cli {

class EventLine {
 public:
  // Returns false, and error() says why. Lifetime: views `line`, which is changed no more.
  [[nodiscard]] bool parse(std::string_view line);

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view properties() const { return properties_; }
  [[nodiscard]] const TrackOptions& options() const { return options_; }
  // True if text of the line was repaired.
  [[nodiscard]] bool repaired() const { return !repaired_.empty(); }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  bool parse_text(std::string_view text);
  bool decline(std::string sentence);
  [[nodiscard]] std::size_t column(std::size_t offset) const;
  bool read_member(JsonReader& reader);
  bool read_name(JsonReader& reader);
  bool read_properties(JsonReader& reader);
  bool read_time(JsonReader& reader);
  bool read_priority(JsonReader& reader);
  bool read_schema(JsonReader& reader);

  std::string_view name_;
  std::string_view properties_;
  TrackOptions options_;
  unsigned seen_ = 0;       // A bit for each member.
  Bytes repaired_;          // The line, if it had to be repaired.
  std::string_view given_;  // The line as it was read.
  Bytes unescaped_name_;
  std::string error_;
};

}  // namespace godwit::cli
