// flush() and close(): how long they wait, and what they report about the remaining events.
//
// The engine completes a flush when the queue is empty. Until then, the engine's thread asks in
// each of its turns why nothing is sent. It answers the calls for which waiting is useless:
// standstill.h.
#include <algorithm>
#include <string>

#include "base/bytes.h"
#include "native/deadline.h"
#include "native/native_call.h"

namespace godwit {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

std::int64_t ms_until(NativeTracker::Deadline deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - SteadyClock::now()).count();
  return left > 0 ? left : 0;
}

// True if events were left behind, so that the answer must say what happens to them.
bool speaks_of_events(const Status& status) {
  return status.code() == StatusCode::waiting || status.code() == StatusCode::timed_out;
}

void append_lost(Status& status, std::uint64_t events) {
  Bytes number;
  number.append_decimal(events);
  status.append(number.view()).append(events == 1 ? " event is" : " events are");
  status.append(" lost: in memory only when the tracker was closed");
}

}  // namespace

struct NativeTracker::Flush {
  Waiter waiter;
  Deadline until;
  Call call = {};
  bool unsaved = false;  // The value at the time of the answer.

  void begin() {
    call.tracker->flushes_.push_back(this);
    // Without events there is no reason to wait for consent.
    if (state() == Standstill::consent_pending && !leaves_events()) return finish(Status());
    call.tracker->engine_->flush(completion());
  }
  [[nodiscard]] Engine::Done completion() { return Engine::Done::to<&Flush::finish>(this); }
  // The caller's thread may destroy the object from here on.
  void finish(const Status& status) {
    // For the engine 410 is the end. For callers that wait for events, it is a wait like others.
    const bool waits = state() == Standstill::gone && leaves_events();
    unsaved = call.tracker->kept_in_memory() || call.tracker->engine_->waits_unsaved();
    std::erase(call.tracker->flushes_, this);
    call.finish(waits ? waiting_status({Standstill::gone}, {}) : status);
  }
  void answer(const Status& status) {
    call.tracker->engine_->end_flush(completion());
    finish(status);
  }

 private:
  [[nodiscard]] Standstill state() const { return call.tracker->engine_->standing().state; }
  [[nodiscard]] bool leaves_events() const { return call.tracker->stats().queued_events != 0; }
};

bool NativeTracker::wait(Call& call, const Deadline* deadline) {
  std::unique_lock lock(mutex_);
  const auto answered = [&] { return call.done || stopped_; };
  if (deadline != nullptr) return changed_.wait_until(lock, *deadline, answered);
  changed_.wait(lock, answered);
  return true;
}

Status NativeTracker::answer_of(Call& call) {
  const std::lock_guard lock(mutex_);
  return call.done ? call.status : closed();
}

bool NativeTracker::kept_in_memory() const {
  return memory_store_ != nullptr || (disk_ != nullptr && disk_->removed());
}

// Returns ok if the call should go on waiting.
Status NativeTracker::judge(const Flush& flush, bool deadline_passed) {
  const Standing standing = engine_->standing();
  const std::int64_t left_ms = deadline_passed ? 0 : ms_until(flush.until);
  const Status waiting = waiting_status(standing, last_failure_);
  if (!worth_waiting(standing, flush.waiter, left_ms)) return waiting;
  if (!deadline_passed) return Status();
  Status late(StatusCode::timed_out, "the deadline passed");
  return standing.state == Standstill::none ? late : late.append(": ").append(waiting.message());
}

void NativeTracker::judge_flushes() {
  for (std::size_t i = flushes_.size(); i-- > 0;) {
    const Status status = judge(*flushes_[i], false);
    if (!status.ok()) flushes_[i]->answer(status);
  }
}

Status NativeTracker::wait_for_delivery(Flush& flush) {
  flush.call.tracker = this;
  const Status started = call([&flush](Engine::Done done) {
    flush.begin();
    done(Status());
  });
  if (!started.ok()) return started;
  if (!wait(flush.call, &flush.until)) {
    const Status ended = call([this, &flush](Engine::Done done) {
      if (!flush.call.done) flush.answer(judge(flush, true));  // It may have completed meanwhile.
      done(Status());
    });
    // If the tracker was closed meanwhile, the completion can still run until the worker has ended.
    if (!ended.ok()) static_cast<void>(wait(flush.call, nullptr));
  }
  return answer_of(flush.call);
}

Status NativeTracker::flush(milliseconds deadline) {
  Flush flush{Waiter::flush, deadline_in(deadline)};
  Status status = wait_for_delivery(flush);
  if (!speaks_of_events(status)) return status;
  return status.append(flush.unsaved ? "; undelivered events wait in memory only"
                                     : "; undelivered events stay queued");
}

Status NativeTracker::close(milliseconds deadline) {
  if (in_callback()) return from_callback();
  Status status;
  // Without time to wait, there is no reason to begin a request only to cut it off.
  Flush flush{Waiter::close, deadline_in(deadline)};
  if (deadline.count() > 0) status = wait_for_delivery(flush);
  if (!end()) return closed();
  const Stats left = stats();
  const std::uint64_t lost = left.dropped[static_cast<std::size_t>(DropReason::lost)];
  if (lost == 0 && left.queued_events == 0) return status;
  if (status.ok()) status = Status(StatusCode::timed_out, "there was no time to deliver");
  if (!speaks_of_events(status)) return status;
  if (lost == 0) return status.append("; undelivered events stay queued");
  append_lost(status.append("; "), lost);
  return status;
}

void NativeTracker::close() {
  if (!end() || engine_ == nullptr) return;
  const std::uint64_t lost = stats().dropped[static_cast<std::size_t>(DropReason::lost)];
  if (lost == 0) return;
  Status said;
  append_lost(said, lost);
  say(LogLevel::warning, said.message());
}

// Ends the worker. Returns false if that was done before.
bool NativeTracker::end() {
  Call last;
  last.tracker = this;
  last.start = [this](Engine::Done done) {
    device_.end();
    engine_->close(done);
  };
  {
    const std::lock_guard lock(mutex_);
    if (!running_) return false;
    running_ = false;
    if (engine_ != nullptr) loop_.post(Task::to<&Call::run>(&last));
  }
  changed_.notify_all();
  if (engine_ != nullptr) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return last.done; });
  }
  loop_.stop();
  worker_.join();
  if (engine_ != nullptr) engine_->count_lost(kept_in_memory());
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  return true;
}

}  // namespace godwit
