// The ledger of streams: how far each one's sequence numbers go, and which of them were dropped.
//
// This is what a batch announces, so that the collector knows which events are missing. An entry
// lives from the opening of the queue until the collector has confirmed the stream's end.
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
  // Everything up to here was moved from the staging log to the queue.
  std::uint64_t drained = 0;
  // Sorted, never overlapping; an interval goes once the collector has heard of it.
  List<DroppedInterval> dropped;
  bool changed = false;               // Must be stored with the next write.
  std::uint32_t dropped_version = 0;  // Counts changes of `dropped`; not stored.
  bool end_announced = false;         // In the batch that is on its way; not stored.

  void drop(std::uint64_t first, std::uint64_t last, DropReason reason,
            std::uint32_t intervals_max);
  // The dropped intervals that begin below this number. Those behind are declared once nothing
  // older is queued, because they may stand between events that are.
  [[nodiscard]] std::span<const DroppedInterval> dropped_below(std::uint64_t below) const;
  // The collector knows what was dropped below this number.
  void forget_dropped(std::uint64_t below);
  void encode(Bytes& out) const;
  // Returns false where the bytes are not an entry.
  [[nodiscard]] bool decode(std::string_view bytes);

 private:
  void add_dropped(std::size_t at, const DroppedInterval& fresh);
  void join_closest();
};

class StreamLedger {
 public:
  // The entry of this stream, made from `opening` where it is new.
  StreamEntry& entry(const StreamOpening& opening);
  [[nodiscard]] StreamEntry* find(const Id& stream);
  // Adds the entry that encode() wrote; bytes that are none are passed over.
  void restore(std::string_view bytes);
  void erase(const Id& stream);
  void clear() { entries_.clear(); }
  [[nodiscard]] List<StreamEntry>& entries() { return entries_; }

 private:
  List<StreamEntry> entries_;
};

}  // namespace godwit
