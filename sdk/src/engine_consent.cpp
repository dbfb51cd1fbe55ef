// Consent and reset: how the engine forgets, and what it remembers of that.
#include <utility>

#include "engine.h"

namespace godwit {
namespace {

constexpr std::string_view kBusy = "the tracker is opening, closing or being reset";
constexpr std::string_view kDeniedMeanwhile = "consent was denied meanwhile";

}  // namespace

// Everything that was taken and not delivered leaves, for this reason.
void Engine::forget(DropReason reason) {
  uploader_.cancel();
  // In the log, or on its way from the log to the store.
  std::uint64_t staged = 0;
  if (consent_ != Consent::denied) staged = recorder_.last_accepted();
  if (consent_ == Consent::granted && phase_ == Phase::running) staged -= queue_.current().drained;
  recorder_.forget();
  pending_region_.release();
  commit_sequence_ = flush_sequence_ = flush_segment_ = 0;
  Counters::add(counters_.dropped[static_cast<std::size_t>(reason)], staged + queue_.clear());
  observer_.on_erased();
}

void Engine::journal_consent() {
  const char decided = static_cast<char>(consent_);
  consent_stored_ = true;
  queue_.journal().set(stored::kConsent, {&decided, 1});
}

void Engine::set_consent(Consent consent, Done done) {
  // A denial never has to wait until another step is over.
  const bool ready = phase_ == Phase::running ||
                     (opened_ && consent == Consent::denied && phase_ != Phase::closed);
  if (!ready) {
    done(Status(StatusCode::closed, kBusy));
    return;
  }
  if (consent == consent_) {
    if (phase_ == Phase::running) {
      done(Status());
    } else {  // A denial that is still being carried out, or tried again.
      std::exchange(open_done_, done)(Status(StatusCode::switched_off, kDeniedMeanwhile));
    }
    return;
  }
  // Nor a number that is none of the three: it must not count as a denial.
  if (consent != Consent::granted && consent != Consent::denied) {
    done(Status(StatusCode::invalid_argument,
                "consent can be granted or denied; pending is where it starts"));
    return;
  }
  if (consent == Consent::granted) {
    consent_ = consent;
    open_status_ = Status();
    open_done_ = done;
    journal_consent();
    start_granted();
    return;
  }
  recorder_.set_gate(Gate::consent_denied);
  uploader_.set_enabled(false);
  const bool purging = phase_ == Phase::purging;  // By a reset(), which then ends here.
  if (!purging) forget(DropReason::consent_denied);
  consent_ = consent;
  const Done before = std::exchange(open_done_, done);
  if (!purging) purge();
  before(Status(StatusCode::switched_off, kDeniedMeanwhile));
}

void Engine::reset(Done done) {
  if (phase_ != Phase::running) {
    done(Status(StatusCode::closed, kBusy));
    return;
  }
  if (consent_ == Consent::denied) {  // Nothing is kept that could be forgotten.
    done(Status());
    return;
  }
  recorder_.set_gate(Gate::resetting);
  forget(DropReason::purged);
  if (consent_ == Consent::pending) {
    open_done_ = done;
    start_pending();
    return;
  }
  open_done_ = done;
  purge();
}

void Engine::purge() {
  phase_ = Phase::purging;
  committing_ = retry_ = false;
  // It may hold what a process before this one has staged.
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
    if (consent_stored_) journal_consent();  // It was erased with the rest.
    start_granted();
    return;
  }
  // Nothing is remembered but the denial, and that for certain.
  phase_ = Phase::denying;
  journal_consent();
  opening_ticket_ = queue_.journal().commit(true);
}

}  // namespace godwit
