// The search for an event that the collector cannot read, as a pure function.
//
// The collector answers 400 to every batch with such an event, and 400 names no event. So batches
// are halved until one event stands alone. The uploader drops that event only if the collector has
// accepted another one since: a broken collector answers 400 to everything (docs/adr/0006).
//
//   healthy     no 400 is unexplained
//   halving     a 400 came, and no batch has passed since
//   suspecting  events were answered 400 alone, and no batch has passed since; the next batches
//               pass these suspects over
//   confirming  a batch has passed since the last 400. An event that is answered 400 alone now is
//               dropped. If there are suspects, the first of them is sent alone
//
// Each drop uses the evidence up: another batch must pass before the next drop. So a collector that
// breaks amid a search costs one event at most.
//
//   answer                    in              then                                  effect
//   accepted                  healthy         healthy
//                             halving         healthy if batches are full again,
//                                             else confirming
//                             suspecting      confirming
//                             confirming      the first suspect is cleared; confirming
//                                             while others are left, else as from halving
//   malformed, several events suspecting      suspecting
//                             any other       halving
//   malformed, one event      confirming      suspecting while other suspects are   drop
//                                             left, else halving
//                             any other       suspecting                            suspect
//   too_large or foreign_413,
//     several events          any             the same
//   too_large, one event      any             the same; a suspect is cleared        drop
//   foreign_413, one event    any             the same                              back_off
//   one of these three too
//     often, or to no event   any             healthy                               back_off
//   failed                    any             the same                              back_off
//   none: abandon()           healthy         healthy
//                             any other       halving
//
// The bound of a batch: malformed, too_large and foreign_413 halve it, accepted doubles it, and the
// end of a search without result makes it full again. "Too often": see refusals_max().
#pragma once

#include <cstdint>

#include "delivery/wire_v1.h"

namespace godwit {

enum class SearchState : std::uint8_t { healthy, halving, suspecting, confirming };

// The uploader's part, for the batch that was answered.
enum class SearchEffect : std::uint8_t {
  none,
  suspect,   // The batch's only event becomes the last suspect.
  drop,      // The batch's only event leaves the queue, as poisonous or too large.
  back_off,  // The delivery counts as failed.
};

struct PoisonSearch {
  SearchState state = SearchState::healthy;
  std::uint32_t suspects = 0;
  std::uint32_t events_max = 0;     // The bound of the next batch.
  std::uint32_t refusals_left = 0;  // Until the search ends without result; 0: not counting yet.

  // The next batch is the first suspect alone.
  [[nodiscard]] bool alone() const { return state == SearchState::confirming && suspects != 0; }
};

struct SearchStep {
  PoisonSearch next;
  SearchEffect effect;
};

// Computes the next state and the uploader's part from an answer; key_refused and gone are not part
// of a search. `events`: the number in the answered batch. `full`: the bound of a healthy batch.
[[nodiscard]] SearchStep advance(PoisonSearch search, Verdict answer, std::uint32_t events,
                                 std::uint32_t full);

// Lets go of the suspects, because the uploader lets go of everything, or has no batch to send that
// could tell more of them. The refusals still count: no batch has passed.
[[nodiscard]] PoisonSearch abandon(PoisonSearch search);

// So many answers of 400 and 413 without a batch that passes are enough to find one event among so
// many, and to see another one pass.
[[nodiscard]] std::uint32_t refusals_max(std::uint32_t events);

}  // namespace godwit
