// The segment: many events of one stream, one priority and one context, as one run of bytes.
//
// It names its installation and stream and the time of the stream's opening, so that it can be
// delivered without anything else. Format: docs/storage-format.md.
// Threads: none.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "godwit/ports/event_store.h"
#include "queue/stream_opening.h"

namespace godwit {

// Fills a segment. A growing one may be stored again and again under the same id.
class SegmentBuilder {
 public:
  // Starts a new segment. It gets as much memory at once as the last one took.
  void begin(std::uint64_t id, const StreamOpening& opening, Priority priority,
             std::string_view context, std::int64_t staged_at_ms);
  void add(std::uint64_t sequence, std::string_view event);

  [[nodiscard]] bool started() const { return info_.id != 0; }
  void reset() { info_ = {}; }
  [[nodiscard]] const SegmentInfo& info() const { return info_; }
  // Completes the checksum. Valid until the next call.
  [[nodiscard]] SegmentPut finish();
  // Completes the checksum and gives the bytes away. After that, only info(), reset() and begin().
  [[nodiscard]] Bytes&& take();

 private:
  Bytes body_;
  std::size_t taken_bytes_ = 0;  // By the last take().
  SegmentInfo info_;
  std::uint32_t crc_ = 0;
};

// Reads a segment's bytes. Lifetime: views of the body given to open().
class SegmentReader {
 public:
  // Returns false if the bytes are not a whole, intact segment.
  [[nodiscard]] bool open(std::string_view body);

  [[nodiscard]] const StreamOpening& opening() const { return opening_; }
  [[nodiscard]] Priority priority() const { return priority_; }
  [[nodiscard]] std::string_view context() const { return context_; }

  // The next event; false after the last one.
  [[nodiscard]] bool next(std::uint64_t& sequence, std::string_view& event);

 private:
  StreamOpening opening_;
  std::string_view context_;
  std::string_view rest_;
  Priority priority_ = Priority::normal;
};

}  // namespace godwit
