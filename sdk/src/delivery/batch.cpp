#include "delivery/batch.h"

#include <utility>

#include "queue/segment.h"

namespace godwit {
namespace {

bool is(const Suspect& suspect, const Id& stream, std::uint64_t sequence) {
  return suspect.sequence == sequence && suspect.stream == stream;
}

bool passed_over(const BatchBounds& bounds, const Id& stream, std::uint64_t sequence) {
  if (bounds.only_suspect) return !is(bounds.suspects.front(), stream, sequence);
  for (const Suspect& suspect : bounds.suspects) {
    if (is(suspect, stream, sequence)) return true;
  }
  return false;
}

}  // namespace

bool Batch::has_section(const Id& stream) const {
  for (const Id& known : sections_) {
    if (known == stream) return true;
  }
  return false;
}

void Batch::open_section(const StreamOpening& opening, std::string_view context,
                         DescribeSection describe) {
  if (!sections_.empty() && sections_.back() == opening.stream && context_ == context) return;
  if (!sections_.empty()) writer_.end_section();
  SectionHeader header;
  header.opening = opening;
  header.context = context_ = context;
  describe(opening, header);
  writer_.begin_section(header);
  sections_.push_back(opening.stream);
}

void Batch::form(std::span<const LeasedSegment> leases, const BatchBounds& bounds,
                 DescribeSection describe) {
  writer_ = WireV1Body(body_);
  events_ = 0;
  parts_.clear();
  damaged_.clear();
  sections_.clear();
  bool full = false;
  for (std::size_t lease = 0; lease < leases.size() && !full; ++lease) {
    SegmentReader reader;
    if (!reader.open(leases[lease].body.view())) {
      damaged_.push_back(lease);
      continue;
    }
    BatchPart part;
    part.lease = lease;
    part.whole = true;
    std::uint64_t sequence = 0;
    std::string_view event;
    while (reader.next(sequence, event)) {
      full = events_ >= bounds.events_max ||
             (events_ != 0 && body_.size() + event.size() > bounds.bytes_max);
      if (full || passed_over(bounds, reader.opening().stream, sequence)) {
        part.whole = false;
        if (full) break;
        continue;
      }
      open_section(reader.opening(), reader.context(), describe);
      part.section = sections_.size() - 1;
      writer_.add_event(sequence, event);
      part.sequences.push_back(sequence);
      ++events_;
    }
    if (!part.sequences.empty()) parts_.push_back(std::move(part));
  }
}

void Batch::announce(const StreamOpening& opening, DescribeSection describe) {
  context_ = {};
  if (!sections_.empty()) writer_.end_section();
  SectionHeader header;
  header.opening = opening;
  describe(opening, header);
  writer_.begin_section(header);
  sections_.push_back(opening.stream);
}

void Batch::finish() {
  if (!sections_.empty()) writer_.end_section();
  writer_.end(id_);
}

}  // namespace godwit
