#include "queue/stream_ledger.h"

#include <cstring>

namespace godwit {
namespace {

struct Stored {
  StreamOpening opening;
  std::uint64_t last_accepted = 0;
  std::uint64_t drained = 0;
  std::uint64_t dropped_count = 0;
};
static_assert(sizeof(Stored) == 88);

struct StoredInterval {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t reason = 0;
};

}  // namespace

void StreamEntry::drop(std::uint64_t first, std::uint64_t last, DropReason reason,
                       std::uint32_t intervals_max) {
  changed = true;
  ++dropped_version;
  const auto code = static_cast<std::uint8_t>(reason);
  std::size_t at = dropped.size();
  while (at > 0 && dropped[at - 1].first > first) --at;
  // Extends the neighbour before or behind where that says the same.
  if (at > 0 && dropped[at - 1].reason == code && dropped[at - 1].last + 1 == first) {
    dropped[at - 1].last = last;
  } else if (at < dropped.size() && dropped[at].reason == code && last + 1 == dropped[at].first) {
    dropped[at].first = first;
  } else {
    dropped.insert(at, {first, last, code});
  }
  if (dropped.size() <= intervals_max) return;

  // Too many: join the two that lie closest together. A number between them that is delivered
  // after all wins over the declaration (docs/protocol.md); one that is not was lost to us anyway.
  std::size_t closest = 1;
  for (std::size_t i = 2; i < dropped.size(); ++i) {
    if (dropped[i].first - dropped[i - 1].last <
        dropped[closest].first - dropped[closest - 1].last) {
      closest = i;
    }
  }
  DroppedInterval& kept = dropped[closest - 1];
  if (kept.reason != dropped[closest].reason) kept.reason = kMixedReasons;
  kept.last = dropped[closest].last;
  dropped.erase(closest);
}

void StreamEntry::encode(Bytes& out) const {
  const Stored stored{opening, last_accepted, drained, dropped.size()};
  out.append(&stored, sizeof stored);
  for (const DroppedInterval& interval : dropped) {
    const StoredInterval bytes{interval.first, interval.last, interval.reason};
    out.append(&bytes, sizeof bytes);
  }
}

bool StreamEntry::decode(std::string_view bytes) {
  Stored stored;
  if (bytes.size() < sizeof stored) return false;
  std::memcpy(&stored, bytes.data(), sizeof stored);
  bytes.remove_prefix(sizeof stored);
  if (bytes.size() / sizeof(StoredInterval) != stored.dropped_count) return false;
  opening = stored.opening;
  last_accepted = stored.last_accepted;
  drained = stored.drained;
  for (; bytes.size() >= sizeof(StoredInterval); bytes.remove_prefix(sizeof(StoredInterval))) {
    StoredInterval interval;
    std::memcpy(&interval, bytes.data(), sizeof interval);
    dropped.push_back({interval.first, interval.last, static_cast<std::uint8_t>(interval.reason)});
  }
  return true;
}

StreamEntry& StreamLedger::entry(const StreamOpening& opening) {
  if (StreamEntry* const known = find(opening.stream)) return *known;
  StreamEntry& fresh = entries_.emplace_back();
  fresh.opening = opening;
  return fresh;
}

void StreamLedger::restore(std::string_view bytes) {
  if (!entries_.emplace_back().decode(bytes)) entries_.erase(entries_.size() - 1);
}

StreamEntry* StreamLedger::find(const Id& stream) {
  for (StreamEntry& entry : entries_) {
    if (entry.opening.stream == stream) return &entry;
  }
  return nullptr;
}

void StreamLedger::erase(const Id& stream) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].opening.stream == stream) {
      entries_.erase(i);
      return;
    }
  }
}

}  // namespace godwit
