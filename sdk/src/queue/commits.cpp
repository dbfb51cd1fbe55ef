#include "queue/commits.h"

namespace godwit {

bool Commits::note_success(const StoreJournal::Outcome& outcome) {
  health_ = Health::well;
  if (!writing_events_ || !has_events(outcome)) return false;
  writing_events_ = false;
  return true;
}

bool Commits::note_failure(const StoreJournal::Outcome& outcome) {
  const bool to_come = writing_events_ && !has_events(outcome);
  if (!to_come) {
    writing_events_ = false;
    health_ = Health::resting;
  } else if (health_ == Health::well) {
    health_ = Health::trying;
  }
  return !to_come;
}

void Commits::forget() {
  writing_events_ = false;
  up_to_ = 0;
}

}  // namespace godwit
