// Writes stored events as NDJSON lines, and reads what is needed of such lines again.
//
// The line of an event:
//   {"ordinal":n,"stream":"…","sequence":n,"name":"…","properties":{…},"schema":"1-0-2",
//    "invalid":"/price maximum","time":ms,"received":ms,"installation":"…","context":{…},"ip":"…",
//    "clock":"wall"}
// `schema` only where a version is known, `invalid` only where the event is marked, `ip` only where
// it is kept, `clock` only where it is "wall". Name, properties and context are the client's own
// text, so nothing of them is lost; line breaks between its tokens become spaces.
// `ordinal` counts stored events from 1 and stands first, so that a file can be searched by it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "wire/batch.h"

namespace godwit::collector {

class EventLineWriter {
 public:
  // Prepares what the section's lines have in common.
  void begin_section(const Section& section, std::int64_t received_ms, std::string_view ip);
  void append(Bytes& out, const ReceivedEvent& event, std::uint64_t ordinal);

 private:
  Bytes stream_;
  Bytes tail_;
  std::int64_t opened_ms_ = 0;
};

// The ordinal of a line, 0 where it has none.
[[nodiscard]] std::uint64_t line_ordinal(std::string_view line);

// The text of a top-level string member as it is written, empty where there is none.
[[nodiscard]] std::string_view line_string(std::string_view line, std::string_view member);

}  // namespace godwit::collector
