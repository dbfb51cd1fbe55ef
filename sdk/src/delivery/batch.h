// The batch: events of leased segments, joined into the body of one request.
//
// Remembers which events it took, so that what is left of a segment can be stored again.
// Threads: the engine's.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/list.h"
#include "delivery/wire_v1.h"
#include "godwit/ports/event_store.h"
#include "queue/segment.h"

namespace godwit {

struct LeasedSegment {
  SegmentInfo info;
  Bytes body;
  SegmentReader reader;  // At the first event of the body.
};

// An event that may be what the collector cannot read.
struct Suspect {
  std::uint64_t segment = 0;
  std::uint64_t sequence = 0;
};

// Which events a batch may take.
struct BatchBounds {
  std::uint32_t events_max = 0;
  std::uint32_t bytes_max = 0;        // Of the body; one event may be larger.
  std::span<const Suspect> suspects;  // Passed over…
  bool only_suspect = false;          // …or the first of them alone.
  std::uint32_t skipped = 0;          // So many at the front are another batch's.
};

// An event that a batch took.
struct BatchEvent {
  std::uint32_t lease = 0;  // Index of its segment among the leased ones.
  std::uint32_t section = 0;
  std::uint64_t sequence = 0;
};

// Says what a section's header announces; asked once for each section.
using DescribeSection = Callback<void(const StreamOpening&, SectionHeader&)>;

class Batch {
 public:
  explicit Batch(DescribeSection describe) : describe_(describe) {}

  // Starts anew, and takes events from the front of the segments.
  void form(std::span<const LeasedSegment> leases, const BatchBounds& bounds);
  // Adds a section, to which events of this stream and context may follow.
  void add_section(const StreamOpening& opening, std::string_view context);
  void finish();
  // Takes no event any more.
  void clear() { events_.clear(); }

  [[nodiscard]] std::string_view body() const { return body_.view(); }
  [[nodiscard]] std::string_view id() const { return {id_.data(), id_.size()}; }
  [[nodiscard]] const List<BatchEvent>& events() const { return events_; }
  // The events of one segment: that of the event with this index, from there on.
  [[nodiscard]] std::span<const BatchEvent> part(std::size_t index) const;

 private:
  DescribeSection describe_;
  Bytes body_;
  WireV1Body writer_{body_};
  std::array<char, kBatchIdLength> id_{};
  List<BatchEvent> events_;
  std::uint32_t sections_ = 0;
  Id stream_;  // Of the last section, and its context.
  std::string_view context_;
};

}  // namespace godwit
