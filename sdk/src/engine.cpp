#include "engine.h"

#include <utility>

#include "base/uuid.h"

namespace godwit {
namespace {

// The maximal number of bytes that wait in memory to be delivered rather than stored.
constexpr std::uint64_t kHeldBytesMax = 1024 * 1024;

std::span<std::byte> as_region(Bytes& bytes, std::size_t size) {
  std::memset(bytes.prepare(size), 0, size);
  return {reinterpret_cast<std::byte*>(bytes.data()), size};
}

}  // namespace

Engine::Engine(const Ports& ports, const EngineOptions& options, EngineObserver& observer)
    : durability_(options.durability),
      consent_(options.consent),
      recover_(options.recover),
      ports_(ports),
      observer_(observer),
      begun_(options.begun),
      limits_(options.limits),
      recorder_({ports.clock, ports.entropy, ports.staging, ports.scheduler}, limits_, counters_),
      queue_(ports.store, ports.clock, limits_, counters_),
      uploader_(
          {ports.transport, ports.store, ports.scheduler, ports.clock, ports.entropy, ports.log},
          options.uploader, limits_, counters_, queue_, recorder_) {
  const auto report = EventQueue::Report::to<&Engine::on_report>(this);
  queue_.set_report(report);
  uploader_.set_report(report);
  uploader_.set_settled(Task::to<&Engine::on_settled>(this));
  uploader_.set_store_lost(Task::to<&Engine::store_anew>(this));
  queue_.set_listener(StoreJournal::Listener::to<&Engine::on_written>(this));
  recorder_.set_tasks(Task::to<&Engine::drain_now>(this), Task::to<&Engine::on_recorded>(this));
  recorder_.set_drain_at_once(durability_ == Durability::power_safe);
  open_status_ = recorder_.set_identity(options.environment, options.user_id);
}

// --- Opening.

void Engine::open(Done done) {
  operation_.done = done;
  if (!open_status_.ok()) {
    answer(open_status_);
    return;
  }
  queue_.load(EventStore::Done::to<&Engine::on_loaded>(this));
}

void Engine::on_loaded(const Status& status) {
  if (status.code() == StatusCode::storage_unavailable) {
    answer(status);
    return;
  }
  open_status_ = status;
  counters_.storage.store(status.code(), std::memory_order_relaxed);
  const std::string_view decided = queue_.stored_state().consent.view();
  consent_stored_ = decided.size() == 1;
  if (consent_stored_) consent_ = static_cast<Consent>(decided[0]);
  uploader_.restore(queue_.stored_state().retry.view());
  recorder_.restore_session(queue_.stored_state().session.view());
  switch (consent_) {
    case Consent::granted:
      start_granted();
      break;
    case Consent::pending:
      start_pending();
      break;
    default:
      recorder_.set_gate(Gate::consent_denied);
      phase_ = Phase::running;
      complete(open_status_);
      // The user had agreed before, and does not agree now.
      if (phase_ == Phase::running && consent_ == Consent::denied &&
          !queue_.installation().empty()) {
        operation_.kind = Operation::Kind::denying;
        forget(DropReason::consent_denied);
        purge();
        observer_.on_erased();
      }
  }
}

// Consent is granted: the store takes the events that an earlier process staged, then a stream
// begins.
void Engine::start_granted() {
  const std::span<std::byte> region = ports_.staging.region();
  if (region.empty()) {
    const Status status(StatusCode::storage_unavailable, "the staging log cannot be opened");
    if (operation_.kind == Operation::Kind::opening) {
      answer(status);
    } else {
      phase_ = Phase::granting;
      retry_later(status);
    }
    return;
  }
  phase_ = Phase::recovering;
  if (recover_ != nullptr) (queue_.*recover_)(region);
  if (phase_ != Phase::recovering) return;  // A callback has closed the engine, or denied consent.
  uploader_.journal_state();
  if (queue_.installation().empty()) queue_.set_installation(make_id(ports_.entropy));
  opening_.installation = queue_.installation();
  commits_.begin_step(queue_.commit(false));
}

void Engine::renew_opening() {
  opening_.stream = make_id(ports_.entropy);
  opening_.boot = ports_.clock.boot_id();
  const MonotonicTime now = ports_.clock.monotonic();
  opening_.monotonic = now < begun_ ? now : begun_;
  opening_.wall.ms = ports_.clock.wall().ms - (now.ms - opening_.monotonic.ms);
  begun_.ms = kNever;
}

void Engine::start_stream() {
  const std::span<std::byte> region = ports_.staging.region();
  if (pending_region_.empty()) {
    renew_opening();
    recorder_.start(region, opening_, queue_.timeline());
    flush_sequence_ = flush_segment_ = 0;  // Numbers begin anew.
  } else {                                 // Events have waited in memory; their stream goes on.
    recorder_.move_to(region, opening_);
    pending_region_.release();
  }
  queue_.begin_stream(opening_);
  staged_since_ms_ = kNever;
  phase_ = Phase::running;
  open_gate();
  uploader_.set_enabled(true);
  complete(open_status_);
  queue_.evict();  // Otherwise a process that always dies early would let the queue grow.
  drain_now();
  uploader_.pump();
}

void Engine::open_gate() {
  recorder_.set_gate(uploader_.gone() ? Gate::gone : Gate::open);
}

void Engine::start_pending() {
  phase_ = Phase::running;
  pending_region_.clear();
  // So that all events fit into the region later.
  const std::size_t there = ports_.staging.size_bytes();
  const std::size_t bytes = there < limits_.staging_bytes ? there : limits_.staging_bytes;
  opening_.installation = Id();
  renew_opening();
  recorder_.start(as_region(pending_region_, bytes), opening_, queue_.timeline());
  pending_region_.advance(bytes);
  recorder_.set_gate(Gate::open);
  complete(open_status_);
}

// The operation is over.
void Engine::complete(const Status& status) {
  operation_.kind = Operation::Kind::none;
  answer(status);
  if (close_done_ && phase_ != Phase::closed) end(status);
}

// Its caller waits no more; the operation goes on, or has failed for good.
void Engine::answer(const Status& status) {
  std::exchange(operation_.done, Done())(status);
}

void Engine::set_key(std::string_view key) {
  uploader_.set_key(key);
  if (recorder_.gate() == Gate::gone) open_gate();
  uploader_.pump();
}

// When the application leaves, its last events are sent too.
void Engine::set_device(const DeviceConditions& device) {
  uploader_.set_device(device);
  if (phase_ == Phase::loading) return;  // The report counts from the first request on.
  if (device.app != AppState::foreground) {
    commit_now();
  } else if (stores()) {
    drain_rest();  // It may have waited for room that nobody makes any more.
  }
  uploader_.pump();
}

void Engine::begin_adopted() {
  queue_.finish_adoption();
  queue_.evict();
  uploader_.pump();
}

// --- From the staging log to the queue, and to the store.

void Engine::drain_later() {
  if (drain_timer_ != 0 || phase_ == Phase::closed) return;
  const MonotonicTime now = ports_.clock.monotonic();
  drain_timer_ = ports_.scheduler.run_at(MonotonicTime{now.ms + limits_.drain_interval.count()},
                                         Task::to<&Engine::on_drain_timer>(this));
}

void Engine::on_recorded() {
  if (anything_staged()) drain_later();
}

// If the log is empty, answers the recorder's wake-up. The recorder may still believe that it
// waits: its records were drained before the wake-up came, or the log was full and took nothing.
bool Engine::anything_staged() {
  const auto staged = [this] { return recorder_.log().end() != queue_.drained_position(); };
  if (!staged()) {
    staged_since_ms_ = kNever;
    recorder_.begin_drain();
    if (!staged()) return false;  // Nor did anything come meanwhile.
  }
  if (staged_since_ms_ == kNever) staged_since_ms_ = queue_.timeline().now_ms();
  return true;
}

void Engine::on_drain_timer() {
  drain_timer_ = 0;
  if (std::exchange(operation_.again, false)) {
    retry();
    return;
  }
  if (!stores()) return;
  commits_.on_timer();
  if (anything_staged()) drain();
  commit_rest();
}

void Engine::drain_now() {
  if (phase_ == Phase::running && consent_ == Consent::pending) {
    leave_staged();
    return;
  }
  if (commits_.health() == Commits::Health::resting) {
    drain_later();
    return;
  }
  drain();
}

// True if drained events may wait in memory instead of being stored, because the staging log keeps
// them: while they are delivered as fast as they could be stored, or while the log has room anyway.
bool Engine::may_hold() {
  const bool roomy = recorder_.log().used() * 2 < recorder_.log().capacity();
  return durability_ == Durability::process_safe && uploader_.succeeding() &&
         (roomy || uploader_.keeping_up() || commits_.health() != Commits::Health::well);
}

// Moves staged records to the queue. While deliveries succeed, they are not stored at once: the
// staging log keeps them until they are acknowledged, or until the drain timer stores them.
void Engine::drain() {
  if (!stores()) return;
  const bool staged = anything_staged();
  if (commits_.writing_events()) return;
  if (!staged) {
    check_flush();
    return;
  }
  // Deliveries are making room. Staged events wait, so that they do not evict stored ones.
  if (queue_.full() && uploader_.making_room()) {
    leave_staged();
    return;
  }
  queue_.evict();  // Otherwise it would grow with every drain that begins while nobody makes room.
  if (!stores() || commits_.writing_events()) return;  // A callback has changed the state.
  const bool hold = may_hold();
  if (hold && queue_.waiting_bytes() >= kHeldBytesMax) return;
  recorder_.begin_drain();
  if (!queue_.drain(recorder_.log(), std::exchange(staged_since_ms_, kNever))) {
    check_flush();
    return;
  }
  if (hold && !queue_.must_commit()) {
    drain_later();
  } else {
    commit();
  }
  uploader_.pump();
}

void Engine::commit() {
  Bytes session;
  if (recorder_.note_session(stored::kNoteIntervalMs, session)) {
    queue_.set_value(stored::kSession, session.view());
  }
  const std::uint64_t ticket = queue_.commit(durability_ == Durability::power_safe);
  commits_.begin_events(queue_.current().drained, ticket);
}

void Engine::commit_now() {
  drain();
  commit_rest();
}

void Engine::commit_rest() {
  if (stores() && !commits_.writing_events() && queue_.has_changes()) commit();
}

void Engine::release_log() {
  StagingLog& log = recorder_.log();
  const std::uint64_t position = queue_.releasable_position();
  if (!queue_.must_commit() && position > log.begin()) log.release(position);
}

// Handles records that were staged meanwhile: at once if somebody waits or there are many,
// otherwise with the timer.
void Engine::drain_rest() {
  if (commits_.writing_events() || !anything_staged()) return;
  const StagingLog& log = recorder_.log();
  const std::uint64_t rest = log.end() - queue_.drained_position();
  if (rest * 4 >= log.capacity() || recorder_.drain_wanted() || !flushes_.empty() ||
      durability_ == Durability::power_safe) {
    drain();
  } else {
    drain_later();
  }
}

// An attempt is over. Delivered events make room; the others are stored.
void Engine::on_settled() {
  if (uploader_.gone() && recorder_.gate() == Gate::open) {
    recorder_.set_gate(Gate::gone);
    ports_.log.log(LogLevel::error, kGoneSentence);
  }
  if (stores()) {
    release_log();
    if (!uploader_.succeeding() && !commits_.writing_events()) {
      commit();
    } else if (queue_.has_changes()) {
      drain_later();
    }
    drain_rest();
  }
  check_flush();  // First, so that nothing more is sent for a finished flush.
  uploader_.pump();
}

void Engine::on_written(const StoreJournal::Outcome& outcome) {
  if (phase_ == Phase::closed) {
    if (!queue_.writing() && commits_.has_events(outcome)) {
      std::exchange(close_done_, Done())(outcome.status);
    }
    return;
  }
  if (phase_ == Phase::purging) return;
  if (!outcome.status.ok()) {
    on_commit_failed(outcome);
    return;
  }
  if (counters_.storage.load(std::memory_order_relaxed) == StatusCode::storage_unavailable) {
    counters_.storage.store(StatusCode::ok, std::memory_order_relaxed);
  }
  const bool events_written = commits_.note_success(outcome);
  if (phase_ == Phase::recovering || phase_ == Phase::denying) {
    if (commits_.has_step(outcome)) on_step_written();
    return;
  }
  if (events_written) {
    release_log();
    observer_.on_committed(commits_.up_to(), Status());
    if (!stores()) return;  // The callback has changed the state.
    if (!uploader_.making_room()) queue_.evict();
  }
  uploader_.note_written(outcome.ticket);
  uploader_.pump();
  check_flush();
  drain_rest();
}

void Engine::on_step_written() {
  operation_.again = false;  // Another write may have done this already.
  if (phase_ == Phase::recovering) {
    start_stream();
  } else {
    phase_ = Phase::running;
    complete(Status());
    check_flush();  // Nothing else would end a flush() that came before this.
  }
}

// A step between two states cannot be stored. Answers the callers that wait, and tries again until
// it succeeds.
void Engine::retry_later(const Status& status) {
  operation_.again = true;
  const Done done = std::exchange(operation_.done, Done());
  drain_later();
  note_store_failure(status);
  done(status);
  if (close_done_) {
    end(status);
    return;
  }
  if (recorder_.gate() == Gate::open) not_committed(status);
}

// With power_safe, the next event asks again, because its caller waits for the answer.
void Engine::leave_staged() {
  if (durability_ != Durability::power_safe) return;
  recorder_.begin_drain();
  not_committed(Status(StatusCode::storage_unavailable, {}));
}

// Callers that wait for the write of an accepted event get the failure now.
void Engine::not_committed(const Status& why) {
  observer_.on_committed(recorder_.last_accepted(), why);
}

void Engine::retry() {
  if (phase_ == Phase::purging) {
    purge();
  } else if (phase_ == Phase::granting) {
    start_granted();
  } else if (phase_ == Phase::recovering || phase_ == Phase::denying) {
    commits_.begin_step(queue_.commit(phase_ == Phase::denying));
  }
}

void Engine::on_commit_failed(const StoreJournal::Outcome& outcome) {
  const Status& status = outcome.status;
  const bool opening = operation_.kind == Operation::Kind::opening;
  if (status.code() == StatusCode::storage_corrupt) {
    store_anew();
    if (opening && open_status_.ok()) {  // The damage shows only now, and the store is empty.
      open_status_ = status;
      commits_.begin_step(queue_.commit(false));
      return;
    }
  }
  if (!opening && (phase_ == Phase::recovering || phase_ == Phase::denying)) {
    if (commits_.has_step(outcome)) retry_later(status);
    return;
  }
  if (phase_ == Phase::recovering) {
    phase_ = Phase::loading;
    note_store_failure(status);
    answer(Status(StatusCode::storage_unavailable, status.message()));
    return;
  }
  const bool news = set_storage(status);  // Before anyone hears of it; the log comes last.
  if (commits_.note_failure(outcome)) observer_.on_committed(commits_.up_to(), status);
  if (news) ports_.log.log(LogLevel::error, status.message());
  uploader_.note_written(outcome.ticket);
  uploader_.pump();  // Events that cannot be stored can still be delivered.
  drain_later();
}

// A store that goes on failing is tried again each second, and is reported once.
void Engine::note_store_failure(const Status& status) {
  if (set_storage(status)) ports_.log.log(LogLevel::error, status.message());
}

// Returns whether this is news.
bool Engine::set_storage(const Status& status) {
  return counters_.storage.exchange(status.code(), std::memory_order_relaxed) != status.code();
}

// The store lost its contents: the engine puts everything that it knows there again.
void Engine::store_anew() {
  journal_consent();
  queue_.set_installation(queue_.installation());
  uploader_.journal_state();
  queue_.store_anew();
  Bytes session;
  if (recorder_.note_session(0, session)) queue_.set_value(stored::kSession, session.view());
}

// --- Closing.

// A decision or an erasure under way ends first: a denial that is not stored would not count at the
// next start, and the events that a grant stores would be lost. One that failed is tried once more.
void Engine::close(Done done) {
  recorder_.set_gate(Gate::closed);
  close_done_ = done;
  if (operation_.kind == Operation::Kind::none || operation_.kind == Operation::Kind::opening) {
    end(Status());
  } else if (std::exchange(operation_.again, false)) {
    retry();
  }
}

// Nothing happens from now on. `status` is the answer if there is nothing to store.
void Engine::end(const Status& status) {
  recorder_.set_gate(Gate::closed);
  uploader_.set_enabled(false);
  uploader_.cancel();
  ports_.scheduler.cancel(drain_timer_);
  const bool store = stores();
  if (store) commit();
  phase_ = Phase::closed;
  if (!store) std::exchange(close_done_, Done())(status);
}

}  // namespace godwit
