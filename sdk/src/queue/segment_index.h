// The index of the queue: one entry for each stored segment, in memory, oldest first.
//
// Decides what is leased and what is evicted. The store only keeps the bytes.
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
  // Its bytes are on their way to the store. Until they are in, the segment is neither leased (nor
  // is one behind it, for order's sake) nor dropped.
  bool writing = false;
  // The store has it, or may have it: it must be erased there.
  bool stored = false;
};

class SegmentIndex {
 public:
  // Adds the segment, or replaces what is known of it. New ids come in rising order, or nearly so.
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

  // Leases segments for one batch, the most urgent first and then the oldest, until either limit
  // is reached (by at most one segment), and appends their ids. None is less urgent than that.
  void lease(std::uint32_t events_max, std::uint32_t bytes_max, Priority least_urgent,
             List<std::uint64_t>& ids);
  void release_all();

  // The segment that must go when room is needed: the least urgent, then the oldest, not leased.
  // Null where there is none.
  [[nodiscard]] const SegmentEntry* victim() const;

  // The lowest sequence number still queued of this stream, or `otherwise`.
  [[nodiscard]] std::uint64_t lowest_sequence(const Id& stream, std::uint64_t otherwise) const;
  [[nodiscard]] bool holds(const Id& stream) const;
  // When the oldest segment of this priority was stored; `otherwise`, if it cannot be leased now.
  [[nodiscard]] std::int64_t oldest_ms(Priority priority, std::int64_t otherwise) const;

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::uint64_t last_id() const { return last_id_; }

 private:
  List<SegmentEntry> entries_;  // By id.
  std::size_t begin_ = 0;       // What lies before was erased and waits to be compacted.
  std::uint64_t bytes_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t last_id_ = 0;
};

}  // namespace godwit
