#include "queue/segment_index.h"

namespace godwit {

void SegmentIndex::put(const SegmentInfo& info) {
  if (SegmentEntry* const known = find(info.id)) {
    bytes_ -= known->info.size_bytes;
    events_ -= known->info.event_count;
    known->info = info;
  } else {
    std::size_t at = entries_.size();
    while (at > begin_ && entries_[at - 1].info.id > info.id) --at;
    entries_.insert(at, {info});
    last_id_ = info.id > last_id_ ? info.id : last_id_;
  }
  bytes_ += info.size_bytes;
  events_ += info.event_count;
}

void SegmentIndex::erase(std::uint64_t id) {
  SegmentEntry* const entry = find(id);
  if (entry == nullptr) return;
  bytes_ -= entry->info.size_bytes;
  events_ -= entry->info.event_count;
  // Segments mostly leave in the order of their arrival, so that only a counter at the front moves.
  if (entry != entries_.data() + begin_) {
    entries_.erase(static_cast<std::size_t>(entry - entries_.data()));
    return;
  }
  if (++begin_ * 2 < entries_.size()) return;
  entries_.erase(0, begin_);
  begin_ = 0;
}

void SegmentIndex::clear() {
  entries_.clear();
  begin_ = 0;
  bytes_ = events_ = 0;
}

SegmentEntry* SegmentIndex::find(std::uint64_t id) {
  std::size_t low = begin_;
  std::size_t high = entries_.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (entries_[middle].info.id < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < entries_.size() && entries_[low].info.id == id ? &entries_[low] : nullptr;
}

void SegmentIndex::lease(std::uint32_t events_max, std::uint32_t bytes_max, Priority least_urgent,
                         List<std::uint64_t>& ids) {
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  for (std::uint32_t priority = 0; priority <= static_cast<std::uint32_t>(least_urgent);
       ++priority) {
    for (SegmentEntry& entry : entries()) {
      if (static_cast<std::uint32_t>(entry.info.priority) != priority) continue;
      if (entry.writing) break;
      if (entry.leased) continue;
      if (events >= events_max || bytes >= bytes_max) return;
      entry.leased = true;
      events += entry.info.event_count;
      bytes += entry.info.size_bytes;
      ids.push_back(entry.info.id);
    }
  }
}

void SegmentIndex::release_all() {
  for (SegmentEntry& entry : entries()) entry.leased = false;
}

const SegmentEntry* SegmentIndex::victim() const {
  const SegmentEntry* found = nullptr;
  for (const SegmentEntry& entry : entries()) {
    if (!entry.leased && !entry.writing &&
        (found == nullptr || entry.info.priority > found->info.priority)) {
      found = &entry;
    }
  }
  return found;
}

std::uint64_t SegmentIndex::lowest_sequence(const Id& stream, std::uint64_t otherwise) const {
  for (const SegmentEntry& entry : entries()) {
    if (entry.info.stream == stream && entry.info.first_sequence < otherwise) {
      otherwise = entry.info.first_sequence;
    }
  }
  return otherwise;
}

bool SegmentIndex::holds(const Id& stream) const {
  for (const SegmentEntry& entry : entries()) {
    if (entry.info.stream == stream) return true;
  }
  return false;
}

std::int64_t SegmentIndex::oldest_ms(Priority priority, std::int64_t otherwise) const {
  for (const SegmentEntry& entry : entries()) {
    if (entry.info.priority != priority || entry.leased) continue;
    return entry.writing ? otherwise : entry.info.staged_at_ms;
  }
  return otherwise;
}

}  // namespace godwit
