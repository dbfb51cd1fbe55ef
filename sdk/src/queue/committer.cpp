#include "queue/committer.h"

namespace godwit {

void Committer::commit_events(std::uint64_t up_to, bool wait_for_disk) {
  writing_events_ = true;
  up_to_ = up_to;
  events_ticket_ = queue_.commit(wait_for_disk);
}

bool Committer::end_events(const StoreJournal::Outcome& outcome) {
  if (!writing_events_ || outcome.ticket < events_ticket_) return false;
  writing_events_ = false;
  return true;
}

bool Committer::note_failure(const StoreJournal::Outcome& outcome) {
  const bool to_come = writing_events_ && outcome.ticket < events_ticket_;
  if (!to_come) {
    writing_events_ = false;
    health_ = Health::resting;
  } else if (health_ == Health::well) {
    health_ = Health::trying;
  }
  return !to_come;
}

void Committer::forget() {
  writing_events_ = false;
  up_to_ = 0;
}

}  // namespace godwit
