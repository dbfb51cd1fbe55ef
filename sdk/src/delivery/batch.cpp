#include "delivery/batch.h"

namespace godwit {
namespace {

bool passed_over(const BatchBounds& bounds, std::uint64_t segment, std::uint64_t sequence) {
  for (const Suspect& suspect : bounds.suspects) {
    const bool is_suspect = suspect.sequence == sequence && suspect.segment == segment;
    if (is_suspect || bounds.only_suspect) return is_suspect != bounds.only_suspect;
  }
  return false;
}

}  // namespace

void Batch::add_section(const StreamOpening& opening, std::string_view context) {
  if (sections_++ != 0) writer_.end_section();
  stream_ = opening.stream;
  context_ = context;
  SectionHeader header;
  header.context = context;
  describe_(opening, header);
  writer_.begin_section(opening, header);
}

void Batch::form(std::span<const LeasedSegment> leases, const BatchBounds& bounds) {
  writer_.begin();
  events_.clear();
  sections_ = 0;
  std::uint32_t skipped = 0;
  for (std::uint32_t lease = 0; lease < leases.size(); ++lease) {
    SegmentReader reader = leases[lease].reader;
    const StreamOpening& opening = reader.opening();
    std::uint64_t sequence = 0;
    std::string_view event;
    while (reader.next(sequence, event)) {
      const bool full = events_.size() >= bounds.events_max ||
                        (!events_.empty() && body_.size() + event.size() > bounds.bytes_max);
      if (full) return;
      if (passed_over(bounds, leases[lease].info.id, sequence)) continue;
      if (skipped++ < bounds.skipped) continue;
      if (sections_ == 0 || stream_ != opening.stream || context_ != reader.context()) {
        add_section(opening, reader.context());
      }
      writer_.add_event(sequence, event);
      events_.push_back({lease, sections_ - 1, sequence});
    }
  }
}

void Batch::finish() {
  if (sections_ != 0) writer_.end_section();
  writer_.end(id_);
}

std::span<const BatchEvent> Batch::part(std::size_t index) const {
  std::size_t end = index;
  while (end < events_.size() && events_[end].lease == events_[index].lease) ++end;
  return std::span<const BatchEvent>(events_).subspan(index, end - index);
}

}  // namespace godwit
