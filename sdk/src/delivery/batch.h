// The batch: events of leased segments, joined into the body of one request.
//
// It remembers its events, so that the rest of a segment can be stored again.
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

// An event that may be the reason why the collector cannot read a batch.
struct Suspect {
  std::uint64_t segment = 0;
  std::uint64_t sequence = 0;
};

// Bounds for the events of a batch.
struct BatchBounds {
  std::uint32_t events_max = 0;
  std::uint32_t bytes_max = 0;        // The body's size; one event may be larger.
  std::span<const Suspect> suspects;  // These are skipped…
  bool only_suspect = false;          // …or only the first of them is taken.
  std::uint32_t skipped = 0;          // The first `skipped` events belong to another batch.
};

// An event that a batch took.
struct BatchEvent {
  std::uint32_t lease = 0;  // The index of its segment among the leased ones.
  std::uint32_t section = 0;
  std::uint64_t sequence = 0;
};

// Sets the announcements of a section's header; called once for each section.
using DescribeSection = Callback<void(const StreamOpening&, SectionHeader&)>;

class Batch {
 public:
  explicit Batch(DescribeSection describe) : describe_(describe) {}

  // Starts a new batch, and takes events from the front of the segments.
  void form(std::span<const LeasedSegment> leases, const BatchBounds& bounds);
  // Adds a section; events of this stream and context may follow.
  void add_section(const StreamOpening& opening, std::string_view context);
  void finish();
  // Takes no event any more.
  void clear() { events_.clear(); }

  [[nodiscard]] std::string_view body() const { return body_.view(); }
  [[nodiscard]] std::string_view id() const { return {id_.data(), id_.size()}; }
  [[nodiscard]] const List<BatchEvent>& events() const { return events_; }
  // The batch's events of one segment, from the event with this index on.
  [[nodiscard]] std::span<const BatchEvent> part(std::size_t index) const;

 private:
  DescribeSection describe_;
  Bytes body_;
  WireV1Body writer_{body_};
  std::array<char, kBatchIdLength> id_{};
  List<BatchEvent> events_;
  std::uint32_t sections_ = 0;
  Id stream_;  // The last section's stream and context.
  std::string_view context_;
};

}  // namespace godwit
