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

// The collector takes no number from here on (docs/protocol.md), and no stream and no clock ever
// reaches it. An entry with such a number is damaged, and announcing it would spoil every batch.
constexpr unsigned kNumberBits = 53;

}  // namespace

void StreamEntry::drop(std::uint64_t first, std::uint64_t last, DropReason reason,
                       std::uint32_t intervals_max) {
  changed = true;
  ++dropped_version;
  // Earlier drops keep their reason; the parts between them are new.
  for (std::size_t at = 0; first <= last;) {
    if (at < dropped.size() && dropped[at].last < first) {
      ++at;
    } else if (at == dropped.size() || last < dropped[at].first) {
      add_dropped(at, {first, last, static_cast<std::uint8_t>(reason)});
      break;
    } else if (first < dropped[at].first) {
      add_dropped(at, {first, dropped[at].first - 1, static_cast<std::uint8_t>(reason)});
      first = dropped[at].first;
    } else {
      first = dropped[at].last + 1;
    }
  }
  while (dropped.size() > intervals_max) join_closest();
}

// Adds the part between the intervals before and after `at`. These grow if they have the same
// reason.
void StreamEntry::add_dropped(std::size_t at, const DroppedInterval& fresh) {
  const auto says_the_same = [&](std::size_t index, bool touches) {
    return touches && dropped[index].reason == fresh.reason;
  };
  if (at > 0 && says_the_same(at - 1, dropped[at - 1].last + 1 == fresh.first)) {
    dropped[at - 1].last = fresh.last;
  } else if (at < dropped.size() && says_the_same(at, fresh.last + 1 == dropped[at].first)) {
    dropped[at].first = fresh.first;
  } else {
    dropped.insert(at, fresh);
  }
}

// Joins the two closest intervals. If a number between them is delivered after all, the delivery
// wins over the declaration (docs/protocol.md); any other number there was lost anyway.
void StreamEntry::join_closest() {
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

std::span<const DroppedInterval> StreamEntry::dropped_below(std::uint64_t below) const {
  std::size_t count = 0;
  while (count < dropped.size() && dropped[count].first < below) ++count;
  return {dropped.data(), count};
}

void StreamEntry::forget_dropped(std::uint64_t below) {
  std::size_t gone = 0;
  while (gone < dropped.size() && dropped[gone].last < below) ++gone;
  dropped.erase(0, gone);
  if (!dropped.empty() && dropped[0].first < below) dropped[0].first = below;
  changed = true;
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
  if (stored.drained > stored.last_accepted) return false;
  std::uint64_t numbers = stored.last_accepted;
  numbers |= static_cast<std::uint64_t>(stored.opening.monotonic.ms | stored.opening.wall.ms);
  opening = stored.opening;
  last_accepted = stored.last_accepted;
  drained = stored.drained;
  for (; bytes.size() >= sizeof(StoredInterval); bytes.remove_prefix(sizeof(StoredInterval))) {
    StoredInterval interval;
    std::memcpy(&interval, bytes.data(), sizeof interval);
    if (interval.first == 0 || interval.first > interval.last || interval.reason > kMixedReasons) {
      return false;
    }
    numbers |= interval.last;
    dropped.push_back({interval.first, interval.last, static_cast<std::uint8_t>(interval.reason)});
  }
  return numbers >> kNumberBits == 0;
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
