// The engine's answers to callers that wait, and the events that are lost when it closes.
#include "engine.h"

namespace godwit {

Standing Engine::standing() const {
  if (phase_ == Phase::closed) return {};
  if (recorder_.gate() == Gate::gone) return {Standstill::gone};
  if (phase_ == Phase::running) {
    if (consent_ == Consent::pending) return {Standstill::consent_pending};
    return uploader_.standing();
  }
  if (operation_.again) return {Standstill::storage_failing, limits_.drain_interval.count()};
  return {};
}

void Engine::count_lost(bool unsaved) {
  std::uint64_t lost = 0;
  if (unsaved) {
    lost = counters_.snapshot().queued_events;
  } else if (waits_unsaved()) {  // Beside the events that an earlier process has stored.
    lost = recorder_.last_accepted();
  }
  Counters::add(counters_.dropped[static_cast<std::size_t>(DropReason::lost)], lost);
}

}  // namespace godwit
