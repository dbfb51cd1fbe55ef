// The batch: events of leased segments, joined into the body of one request.
//
// Remembers which events it took, so that what is left of a segment can be stored again.
// Threads: the engine's.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/list.h"
#include "delivery/wire_v1.h"
#include "godwit/ports/event_store.h"

namespace godwit {

struct LeasedSegment {
  SegmentInfo info;
  Bytes body;
};

// An event that may be what the collector cannot read.
struct Suspect {
  std::uint64_t segment = 0;
  Id stream;
  std::uint64_t sequence = 0;
};

// Which events a batch may take.
struct BatchBounds {
  std::uint32_t events_max = 0;
  std::uint32_t bytes_max = 0;        // Of the body; one event may be larger.
  std::span<const Suspect> suspects;  // Passed over…
  bool only_suspect = false;          // …or the first of them alone.
};

// What one batch took of one segment.
struct BatchPart {
  std::size_t lease = 0;  // Index of the segment among the leased ones.
  std::uint64_t section = 0;
  List<std::uint64_t> sequences;  // Rising.
  bool whole = false;             // Nothing of the segment is left.
};

// Says what a section's header announces; asked once for each section.
using DescribeSection = Callback<void(const StreamOpening&, SectionHeader&)>;

class Batch {
 public:
  // Takes events from the front of the segments. A segment that is damaged is passed over: it has
  // no part here, and its index is in damaged().
  void form(std::span<const LeasedSegment> leases, const BatchBounds& bounds,
            DescribeSection describe);
  // Adds a section without events.
  void announce(const StreamOpening& opening, DescribeSection describe);
  void finish();

  [[nodiscard]] std::string_view body() const { return body_.view(); }
  [[nodiscard]] std::string_view id() const { return {id_.data(), id_.size()}; }
  [[nodiscard]] std::uint32_t events() const { return events_; }
  [[nodiscard]] const List<BatchPart>& parts() const { return parts_; }
  [[nodiscard]] const List<std::size_t>& damaged() const { return damaged_; }
  [[nodiscard]] bool has_section(const Id& stream) const;

 private:
  void open_section(const StreamOpening& opening, std::string_view context,
                    DescribeSection describe);

  Bytes body_;
  WireV1Body writer_{body_};
  std::array<char, kBatchIdLength> id_{};
  std::uint32_t events_ = 0;
  List<BatchPart> parts_;
  List<std::size_t> damaged_;
  List<Id> sections_;
  std::string_view context_;
};

}  // namespace godwit
