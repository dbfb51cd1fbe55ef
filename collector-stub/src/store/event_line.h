// Writes stored events as NDJSON lines, and reads members of such lines again.
//
// The line of an event:
//   {"ordinal":n,"stream":"…","sequence":n,"name":"…","properties":{…},"schema":"1-0-2",
//    "invalid":"/price maximum","time":ms,"received":ms,"installation":"…","context":{…},"ip":"…",
//    "clock":"wall"}
// `schema` is there only if a version is known, `invalid` only if the event is marked, `ip` only if
// addresses are kept, and `clock` only if it is "wall". Name, properties and context are the
// client's own text, so nothing of them is lost; line breaks between tokens become spaces.
// `ordinal` counts stored events from 1. It stands first, so that a file can be searched by it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "wire/batch.h"

namespace godwit::collector {

class EventLineWriter {
 public:
  // Prepares the common parts of the section's lines.
  void begin_section(const Section& section, std::int64_t received_ms, std::string_view ip);
  void append(Bytes& out, const ReceivedEvent& event, std::uint64_t ordinal);

 private:
  Bytes stream_;
  Bytes tail_;
  std::int64_t opened_ms_ = 0;
};

// The ordinal of a line; 0 if it has none.
[[nodiscard]] std::uint64_t line_ordinal(std::string_view line);

// The text of a top-level string member as it is written; empty if there is none.
[[nodiscard]] std::string_view line_string(std::string_view line, std::string_view member);

}  // namespace godwit::collector
