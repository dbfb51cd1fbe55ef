// One line of `godwit send`'s input:
// {"name":…, "properties":{…}, "time":ms, "priority":"…", "schema":"1-0-2"}.
//
// Strict (RFC 8259), and a member that is unknown, of the wrong type or there twice is refused
// rather than passed over, because what is passed over is lost.
// Threads: none.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json_reader.h"
#include "godwit/tracker.h"

namespace godwit::cli {

class EventLine {
 public:
  // Returns false, and error() says why. Lifetime: views `line`.
  [[nodiscard]] bool parse(std::string_view line);

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] std::string_view properties() const { return properties_; }
  [[nodiscard]] const TrackOptions& options() const { return options_; }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  bool refuse(std::string sentence);
  bool read_member(JsonReader& reader);
  bool read_name(JsonReader& reader);
  bool read_properties(JsonReader& reader);
  bool read_time(JsonReader& reader);
  bool read_priority(JsonReader& reader);
  bool read_schema(JsonReader& reader);

  std::string_view name_;
  std::string_view properties_;
  TrackOptions options_;
  unsigned seen_ = 0;  // A bit for each member.
  Bytes unescaped_name_;
  std::string error_;
};

}  // namespace godwit::cli
