// The committer: the one door to a commit. It owns the tickets of writes, and says after a failure
// when the next write of events may be tried.
//
// Two kinds of writes are waited for: events that were drained, and a step between two states of
// the engine (consent granted or denied, a new stream). All other changes ride with the next write.
//
// | health  | event                                 | becomes |
// | ------- | ------------------------------------- | ------- |
// | any     | a write that had all events failed    | resting |
// | well    | one failed that had not all of them   | trying  |
// | resting | the drain timer                       | trying  |
// | resting, trying | a write succeeded             | well    |
//
// Threads: the engine's.
#pragma once

#include <cstdint>

#include "queue/event_queue.h"

namespace godwit {

class Committer {
 public:
  // Resting: what is drained waits for the drain timer. Trying: the next write shows.
  enum class Health : std::uint8_t { well, resting, trying };

  explicit Committer(EventQueue& queue) : queue_(queue) {}

  // Writes all changes, now or after the write under way. Returns the ticket of the write that has
  // them all.
  std::uint64_t commit(bool wait_for_disk) { return queue_.commit(wait_for_disk); }
  // The same for drained events up to this sequence number.
  void commit_events(std::uint64_t up_to, bool wait_for_disk);
  // The same for a step between two states.
  void commit_step(bool wait_for_disk) { step_ticket_ = commit(wait_for_disk); }

  // Whether a write of events is asked for and has not ended.
  [[nodiscard]] bool writing_events() const { return writing_events_; }
  // The sequence number up to which the last write of events goes.
  [[nodiscard]] std::uint64_t up_to() const { return up_to_; }
  [[nodiscard]] Health health() const { return health_; }

  // What a write that has ended was: it had everything of that kind that was asked for.
  [[nodiscard]] bool is_step(const StoreJournal::Outcome& outcome) const {
    return outcome.ticket >= step_ticket_;
  }
  // Ends the write of events, if this one had them all. Returns whether it had.
  [[nodiscard]] bool end_events(const StoreJournal::Outcome& outcome);
  void note_success() { health_ = Health::well; }
  // A write failed that was to bring events. Returns whether those who wait for them are told now;
  // false: a write that also has them is still to come.
  [[nodiscard]] bool note_failure(const StoreJournal::Outcome& outcome);
  void on_timer() {
    if (health_ == Health::resting) health_ = Health::trying;
  }
  // All events that were to be written are in the store, or could not be written.
  [[nodiscard]] bool all_written(const StoreJournal::Outcome& outcome) const {
    return !queue_.writing() && outcome.ticket >= events_ticket_;
  }
  // The queue is erased: events that were to be written are gone.
  void forget();

 private:
  EventQueue& queue_;
  Health health_ = Health::well;
  bool writing_events_ = false;
  std::uint64_t events_ticket_ = 0;
  std::uint64_t step_ticket_ = 0;
  std::uint64_t up_to_ = 0;
};

}  // namespace godwit
