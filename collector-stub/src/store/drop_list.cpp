#include "store/drop_list.h"

#include <algorithm>

namespace godwit::collector {
namespace {

constexpr std::string_view kReasons[kDropReasonCount] = {
    "queue_full", "expired", "refused", "poisonous", "corrupt", "too_large", "mixed", "other"};

}  // namespace

std::string_view to_string(DropReason reason) {
  return kReasons[static_cast<std::size_t>(reason)];
}

DropReason drop_reason_of(std::string_view text) {
  for (std::size_t index = 0; index < kDropReasonCount; ++index) {
    if (kReasons[index] == text) return static_cast<DropReason>(index);
  }
  return DropReason::other;
}

void DropList::declare(const Drop& drop) {
  // The usual case: exactly this interval was declared before, or it comes after all others.
  IntervalSet known;
  for (const Drop& old : drops_) {
    if (old.last >= drop.first && old.first <= drop.last)
      known.insert(Interval{old.first, old.last});
  }
  for (const Interval& fresh : known.gaps_within({drop.first, drop.last})) {
    insert({fresh.first, fresh.last, drop.reason});
  }
}

void DropList::insert(const Drop& drop) {
  auto at = std::lower_bound(drops_.begin(), drops_.end(), drop,
                             [](const Drop& a, const Drop& b) { return a.first < b.first; });
  // Neighbours with the same reason become one, so that a list stays short if it arrives piece by
  // piece.
  if (at != drops_.begin()) {
    Drop& before = *(at - 1);
    if (before.last + 1 == drop.first && before.reason == drop.reason) {
      before.last = drop.last;
      if (at != drops_.end() && before.last + 1 == at->first && before.reason == at->reason) {
        before.last = at->last;
        drops_.erase(at);
      }
      return;
    }
  }
  if (at != drops_.end() && drop.last + 1 == at->first && at->reason == drop.reason) {
    at->first = drop.first;
    return;
  }
  drops_.insert(at, drop);
}

}  // namespace godwit::collector
