// The commits that the engine waits for: their tickets, their failures, and when to try again.
//
// EventQueue::commit() is the one door to a write, and gives out tickets. The engine waits for two
// kinds of changes: drained events, and a step between two of its states (consent, a new stream).
// All other changes ride with the next write.
//
// | health          | event                               | becomes |
// | --------------- | ----------------------------------- | ------- |
// | any             | a write that had all events failed  | resting |
// | well            | one failed that had not all of them | trying  |
// | resting         | the drain timer                     | trying  |
// | resting, trying | a write succeeded                   | well    |
//
// Threads: the engine's.
#pragma once

#include <cstdint>

#include "queue/store_journal.h"

namespace godwit {

class Commits {
 public:
  // Resting: drained events wait for the drain timer. Trying: the next write shows.
  enum class Health : std::uint8_t { well, resting, trying };

  // A write with this ticket has all drained events up to this sequence number.
  void begin_events(std::uint64_t up_to, std::uint64_t ticket) {
    writing_events_ = true;
    up_to_ = up_to;
    events_ticket_ = ticket;
  }
  // A write with this ticket has a step between two states.
  void begin_step(std::uint64_t ticket) { step_ticket_ = ticket; }

  // True while a write of events is requested and has not ended.
  [[nodiscard]] bool writing_events() const { return writing_events_; }
  // The last sequence number of the last write of events.
  [[nodiscard]] std::uint64_t up_to() const { return up_to_; }
  [[nodiscard]] Health health() const { return health_; }

  // True if a write that has ended had the step.
  [[nodiscard]] bool has_step(const StoreJournal::Outcome& outcome) const {
    return outcome.ticket >= step_ticket_;
  }
  // True if it had all events for which a write was requested.
  [[nodiscard]] bool has_events(const StoreJournal::Outcome& outcome) const {
    return outcome.ticket >= events_ticket_;
  }

  // A write succeeded. Returns true if it ended the write of events.
  [[nodiscard]] bool note_success(const StoreJournal::Outcome& outcome);
  // A write failed. Returns true if callers that wait for events get the failure now; false if a
  // write that also has their events is still to come.
  [[nodiscard]] bool note_failure(const StoreJournal::Outcome& outcome);
  void on_timer() {
    if (health_ == Health::resting) health_ = Health::trying;
  }
  // The queue is erased, and its events with it.
  void forget();

 private:
  Health health_ = Health::well;
  bool writing_events_ = false;
  std::uint64_t events_ticket_ = 0;
  std::uint64_t step_ticket_ = 0;
  std::uint64_t up_to_ = 0;
};

}  // namespace godwit
