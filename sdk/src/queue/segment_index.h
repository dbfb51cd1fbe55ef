// The index of the queue: one entry in memory for each stored segment, oldest first.
//
// It chooses the segments to lease and to evict. The store only keeps the bytes.
// Threads: the engine's.
#pragma once

#include <cstdint>
#include <span>

#include "base/list.h"
#include "godwit/limits.h"
#include "godwit/ports/event_store.h"

namespace godwit {

struct SegmentEntry {
  SegmentInfo info;
  bool leased = false;
  // The store is writing its bytes. Until the write ends, the segment is neither leased nor
  // dropped. To keep the order, later segments are not leased either.
  bool writing = false;
  // The store has the segment, or may have it, so it must be erased there.
  bool stored = false;
};

class SegmentIndex {
 public:
  // Adds the segment, or replaces its entry. New ids come in rising order, or nearly so.
  void put(const SegmentInfo& info);
  void erase(std::uint64_t id);
  void clear();
  [[nodiscard]] SegmentEntry* find(std::uint64_t id);
  [[nodiscard]] const SegmentEntry* find(std::uint64_t id) const {
    return const_cast<SegmentIndex*>(this)->find(id);
  }
  [[nodiscard]] std::span<SegmentEntry> entries() {
    return std::span<SegmentEntry>(entries_).subspan(begin_);
  }
  [[nodiscard]] std::span<const SegmentEntry> entries() const {
    return std::span<const SegmentEntry>(entries_).subspan(begin_);
  }

  // Leases segments for one batch, the most urgent first and then the oldest, and appends their
  // ids. Stops at either limit, which one segment may exceed. None is less urgent than
  // `least_urgent`.
  void lease(std::uint32_t events_max, std::uint32_t bytes_max, Priority least_urgent,
             List<std::uint64_t>& ids);
  void release_all();

  // The segment to evict when room is needed: the least urgent, then the oldest, not leased. Null
  // if there is none.
  [[nodiscard]] const SegmentEntry* victim() const;

  // The lowest queued sequence number of this stream, or `otherwise`.
  [[nodiscard]] std::uint64_t lowest_sequence(const Id& stream, std::uint64_t otherwise) const;
  [[nodiscard]] bool holds(const Id& stream) const;
  // The time at which the oldest segment of this priority was staged; `otherwise`, if it cannot be
  // leased now.
  [[nodiscard]] std::int64_t oldest_ms(Priority priority, std::int64_t otherwise) const;

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::uint64_t last_id() const { return last_id_; }

 private:
  List<SegmentEntry> entries_;  // By id.
  std::size_t begin_ = 0;       // Entries before it are erased and wait to be compacted.
  std::uint64_t bytes_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t last_id_ = 0;
};

}  // namespace godwit
