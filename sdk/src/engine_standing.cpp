// Flushes, the answers to those who wait for the engine, and the events that are lost with it.
#include "engine.h"

namespace godwit {

void Engine::flush(Done done) {
  flushes_.push_back(done);
  flush_sequence_ = recorder_.last_accepted();
  flush_segment_ = 0;
  uploader_.set_flush(true);
  drain_now();
  uploader_.pump();
  check_flush();
}

void Engine::end_flush(Done done) {
  for (std::size_t i = flushes_.size(); i-- > 0;) {
    if (flushes_[i] == done) flushes_.erase(i);
  }
  uploader_.set_flush(!flushes_.empty());
}

void Engine::check_flush() {
  if (flushes_.empty() || phase_ != Phase::running) return;
  Status status;
  if (recorder_.gate() == Gate::gone || recorder_.gate() == Gate::consent_denied) {
    status = Status(StatusCode::switched_off, "delivery is switched off");
  } else if (consent_ != Consent::granted || queue_.current().drained < flush_sequence_) {
    return;
  } else {
    const auto entries = queue_.index().entries();
    if (flush_segment_ == 0) flush_segment_ = queue_.index().last_id();
    if (!entries.empty() && entries.front().info.id <= flush_segment_) return;
    if (uploader_.announcing()) return;
  }
  List<Done> waiting;
  waiting.swap(flushes_);
  uploader_.set_flush(false);
  for (const Done& done : waiting) done(status);
}

Standing Engine::standing() const {
  if (phase_ == Phase::closed) return {};
  if (recorder_.gate() == Gate::gone) return {Standstill::gone};
  if (phase_ == Phase::running) {
    if (consent_ == Consent::pending) return {Standstill::consent_pending};
    return uploader_.standing();
  }
  if (retry_) return {Standstill::storage_failing, limits_.drain_interval.count()};
  return {};
}

void Engine::count_lost(bool unsaved) {
  std::uint64_t lost = 0;
  if (unsaved) {
    lost = counters_.snapshot().queued_events;
  } else if (waits_unsaved()) {  // Beside what an earlier process has stored.
    lost = recorder_.last_accepted();
  }
  Counters::add(counters_.dropped[static_cast<std::size_t>(DropReason::lost)], lost);
}

}  // namespace godwit
