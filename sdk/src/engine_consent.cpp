// Consent and reset: how the engine erases everything, and which decision it keeps.
#include <utility>

#include "engine.h"

namespace godwit {
namespace {

constexpr std::string_view kBusy = "the tracker is opening, closing or being reset";
constexpr std::string_view kDeniedMeanwhile = "consent was denied meanwhile";

}  // namespace

// Drops every event that was accepted and not delivered, for this reason. The caller tells the
// observer once the next state has begun.
void Engine::forget(DropReason reason) {
  uploader_.cancel();
  // The events in the log, or on their way from the log to the store.
  std::uint64_t staged = 0;
  if (consent_ != Consent::denied) staged = recorder_.last_accepted();
  if (consent_ == Consent::granted && phase_ == Phase::running) staged -= queue_.current().drained;
  recorder_.forget();
  pending_region_.release();
  commits_.forget();
  flush_sequence_ = flush_segment_ = 0;
  Counters::add(counters_.dropped[static_cast<std::size_t>(reason)], staged + queue_.clear());
}

void Engine::journal_consent() {
  const char decided = static_cast<char>(consent_);
  consent_stored_ = true;
  queue_.set_value(stored::kConsent, {&decided, 1});
}

void Engine::set_consent(Consent consent, Done done) {
  // A denial never waits for another step to end.
  const bool ready =
      phase_ == Phase::running || (operation_.kind != Operation::Kind::opening &&
                                   consent == Consent::denied && phase_ != Phase::closed);
  if (!ready) {
    done(Status(StatusCode::closed, kBusy));
    return;
  }
  if (consent == consent_) {
    if (phase_ == Phase::running) {
      done(Status());
    } else {  // A denial that is under way, or is tried again.
      std::exchange(operation_.done, done)(Status(StatusCode::switched_off, kDeniedMeanwhile));
    }
    return;
  }
  // A number that is none of the three must not count as a denial.
  if (consent != Consent::granted && consent != Consent::denied) {
    done(Status(StatusCode::invalid_argument,
                "consent can be granted or denied; pending is where it starts"));
    return;
  }
  if (consent == Consent::granted) {
    consent_ = consent;
    open_status_ = Status();
    operation_ = {Operation::Kind::granting, false, done};
    journal_consent();
    start_granted();
    return;
  }
  recorder_.set_gate(Gate::consent_denied);
  uploader_.set_enabled(false);
  const bool purging = phase_ == Phase::purging;  // A reset() is under way; it ends here.
  if (!purging) forget(DropReason::consent_denied);
  consent_ = consent;
  const Operation before =
      std::exchange(operation_, Operation{Operation::Kind::denying, operation_.again, done});
  if (!purging) {
    purge();
    observer_.on_erased();
  }
  before.done(Status(StatusCode::switched_off, kDeniedMeanwhile));
}

void Engine::reset(Done done) {
  if (phase_ != Phase::running) {
    done(Status(StatusCode::closed, kBusy));
    return;
  }
  if (consent_ == Consent::denied) {  // Nothing is stored that could be erased.
    done(Status());
    return;
  }
  recorder_.set_gate(Gate::resetting);
  operation_ = {Operation::Kind::resetting, false, done};
  forget(DropReason::purged);
  if (consent_ == Consent::pending) {
    start_pending();
  } else {
    purge();
  }
  observer_.on_erased();
}

void Engine::purge() {
  phase_ = Phase::purging;
  operation_.again = false;
  // The region may hold records of an earlier process.
  const Status erased = ports_.staging.erase();
  if (!erased.ok()) {
    retry_later(erased);
    return;
  }
  ports_.store.purge(EventStore::Done::to<&Engine::on_purged>(this));
}

void Engine::on_purged(const Status& status) {
  if (phase_ == Phase::closed) return;
  if (!status.ok()) {
    retry_later(status);
    return;
  }
  open_status_ = Status();
  if (consent_ == Consent::granted) {
    if (consent_stored_) journal_consent();  // It was erased with everything else.
    start_granted();
    return;
  }
  // Only the denial is kept, and it must be stored for certain.
  phase_ = Phase::denying;
  journal_consent();
  commits_.begin_step(queue_.commit(true));
}

}  // namespace godwit
