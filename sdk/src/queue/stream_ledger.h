// The ledger of streams: how far the sequence numbers of each stream go, and which were dropped.
//
// A batch announces this, so that the collector knows which events are missing. An entry lives from
// the opening of the queue until the collector has confirmed the stream's end.
// Threads: the engine's.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/list.h"
#include "godwit/stats.h"
#include "queue/stream_opening.h"

namespace godwit {

// `mixed` on the wire: several reasons, joined to keep the list short.
inline constexpr std::uint8_t kMixedReasons = 255;

struct DroppedInterval {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint8_t reason = 0;  // A DropReason, or kMixedReasons.
  friend bool operator==(const DroppedInterval&, const DroppedInterval&) = default;
};

struct StreamEntry {
  StreamOpening opening;
  std::uint64_t last_accepted = 0;
  // All events up to here were moved from the staging log to the queue.
  std::uint64_t drained = 0;
  // Sorted, never overlapping. An interval is removed once the collector knows it.
  List<DroppedInterval> dropped;
  bool changed = false;               // Must be stored with the next write.
  std::uint32_t dropped_version = 0;  // Counts changes of `dropped`; not stored.
  bool end_announced = false;         // By the batch under way; not stored.

  void drop(std::uint64_t first, std::uint64_t last, DropReason reason,
            std::uint32_t intervals_max);
  // The dropped intervals that begin below this number. Later ones are declared once no older event
  // is queued, because queued events may lie between them.
  [[nodiscard]] std::span<const DroppedInterval> dropped_below(std::uint64_t below) const;
  // The collector knows the drops below this number.
  void forget_dropped(std::uint64_t below);
  void encode(Bytes& out) const;
  // Returns false if the bytes are not an entry.
  [[nodiscard]] bool decode(std::string_view bytes);

 private:
  void add_dropped(std::size_t at, const DroppedInterval& fresh);
  void join_closest();
};

class StreamLedger {
 public:
  // The entry of this stream; a new one is made from `opening`.
  StreamEntry& entry(const StreamOpening& opening);
  [[nodiscard]] StreamEntry* find(const Id& stream);
  // Adds the entry that encode() wrote; other bytes are ignored.
  void restore(std::string_view bytes);
  void erase(const Id& stream);
  void clear() { entries_.clear(); }
  [[nodiscard]] List<StreamEntry>& entries() { return entries_; }

 private:
  List<StreamEntry> entries_;
};

}  // namespace godwit
