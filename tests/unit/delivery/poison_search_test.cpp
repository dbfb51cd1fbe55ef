// Each row of the table in poison_search.h, in each state.
#include "delivery/poison_search.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace godwit;

namespace {

constexpr std::uint32_t kFullBatch = 500;
constexpr SearchState kHealthy = SearchState::healthy;
constexpr SearchState kHalving = SearchState::halving;
constexpr SearchState kSuspecting = SearchState::suspecting;
constexpr SearchState kConfirming = SearchState::confirming;

// A search with this many suspects and this bound, without an answer of 400 or 413 yet.
PoisonSearch search_in(SearchState state, std::uint32_t suspects = 0,
                       std::uint32_t events_max = 100) {
  return {state, suspects, events_max, 0};
}

struct SearchRow {
  std::string name;
  PoisonSearch before;
  Verdict answer;
  std::uint32_t events;
  PoisonSearch after;  // Without refusals_left.
  SearchEffect effect = SearchEffect::none;
};

void check_rows(const std::vector<SearchRow>& rows) {
  for (const SearchRow& row : rows) {
    INFO(row.name);
    const SearchStep step = advance(row.before, row.answer, row.events, kFullBatch);
    CHECK(step.next.state == row.after.state);
    CHECK(step.next.suspects == row.after.suspects);
    CHECK(step.next.events_max == row.after.events_max);
    CHECK(step.effect == row.effect);
  }
}

}  // namespace

TEST_CASE("poison search: a batch that passes doubles the bound", "[delivery]") {
  constexpr Verdict kAnswer = Verdict::accepted;
  check_rows({
      {"healthy", search_in(kHealthy), kAnswer, 100, search_in(kHealthy, 0, 200)},
      {"healthy, beyond half", search_in(kHealthy, 0, 251), kAnswer, 251,
       search_in(kHealthy, 0, kFullBatch)},
      {"healthy, full", search_in(kHealthy, 0, kFullBatch), kAnswer, 500,
       search_in(kHealthy, 0, kFullBatch)},
  });
  CHECK(advance(search_in(kHealthy, 0, 2), kAnswer, 2, 5).next.events_max == 4);
  CHECK(advance(search_in(kHealthy, 0, 3), kAnswer, 3, 5).next.events_max == 5);
  CHECK(advance(search_in(kHealthy, 0, 1), kAnswer, 1, 1).next.events_max == 1);
}

TEST_CASE("poison search: a batch that passes is evidence, until batches are full again",
          "[delivery]") {
  constexpr Verdict kAnswer = Verdict::accepted;
  check_rows({
      {"halving", search_in(kHalving), kAnswer, 100, search_in(kConfirming, 0, 200)},
      {"halving, full again", search_in(kHalving, 0, 250), kAnswer, 250,
       search_in(kHealthy, 0, kFullBatch)},
      {"suspecting", search_in(kSuspecting, 2, 1), kAnswer, 1, search_in(kConfirming, 2, 2)},
      {"suspecting, full again", search_in(kSuspecting, 1, 300), kAnswer, 9,
       search_in(kConfirming, 1, kFullBatch)},
      {"confirming", search_in(kConfirming), kAnswer, 100, search_in(kConfirming, 0, 200)},
      {"confirming, full again", search_in(kConfirming, 0, 250), kAnswer, 250,
       search_in(kHealthy, 0, kFullBatch)},
  });
}

TEST_CASE("poison search: a suspect that passes alone is cleared", "[delivery]") {
  constexpr Verdict kAnswer = Verdict::accepted;
  check_rows({
      {"one of two", search_in(kConfirming, 2), kAnswer, 1, search_in(kConfirming, 1, 200)},
      {"the last", search_in(kConfirming, 1), kAnswer, 1, search_in(kConfirming, 0, 200)},
      {"the last, full again", search_in(kConfirming, 1, 250), kAnswer, 1,
       search_in(kHealthy, 0, kFullBatch)},
  });
}

TEST_CASE("poison search: 400 to several events halves the batch and ends the evidence",
          "[delivery]") {
  constexpr Verdict kAnswer = Verdict::malformed;
  check_rows({
      {"healthy", search_in(kHealthy), kAnswer, 80, search_in(kHalving, 0, 40)},
      {"halving", search_in(kHalving), kAnswer, 3, search_in(kHalving, 0, 1)},
      {"suspecting", search_in(kSuspecting, 1), kAnswer, 80, search_in(kSuspecting, 1, 40)},
      {"confirming", search_in(kConfirming), kAnswer, 80, search_in(kHalving, 0, 40)},
  });
}

TEST_CASE("poison search: 400 to one event makes it a suspect while no other has passed",
          "[delivery]") {
  constexpr Verdict kAnswer = Verdict::malformed;
  constexpr SearchEffect kSuspect = SearchEffect::suspect;
  check_rows({
      {"healthy", search_in(kHealthy), kAnswer, 1, search_in(kSuspecting, 1), kSuspect},
      {"halving", search_in(kHalving), kAnswer, 1, search_in(kSuspecting, 1), kSuspect},
      {"suspecting", search_in(kSuspecting, 1), kAnswer, 1, search_in(kSuspecting, 2), kSuspect},
  });
}

TEST_CASE("poison search: 400 to one event drops it once, after another has passed", "[delivery]") {
  constexpr Verdict kAnswer = Verdict::malformed;
  constexpr SearchEffect kDrop = SearchEffect::drop;
  check_rows({
      {"one of two", search_in(kConfirming, 2), kAnswer, 1, search_in(kSuspecting, 1), kDrop},
      {"the last", search_in(kConfirming, 1), kAnswer, 1, search_in(kHalving), kDrop},
      {"no suspect", search_in(kConfirming), kAnswer, 1, search_in(kHalving), kDrop},
  });
}

TEST_CASE("poison search: 413 tells nothing of what can be read", "[delivery]") {
  for (const SearchState state : {kHealthy, kHalving, kSuspecting, kConfirming}) {
    const std::uint32_t suspects = state == kSuspecting ? 1 : 0;
    const PoisonSearch before = search_in(state, suspects);
    const PoisonSearch halved = search_in(state, suspects, 40);
    check_rows({
        {"several", before, Verdict::too_large, 80, halved},
        {"several, foreign", before, Verdict::foreign_413, 80, halved},
        {"one", before, Verdict::too_large, 1, before, SearchEffect::drop},
        {"one, foreign", before, Verdict::foreign_413, 1, before, SearchEffect::back_off},
    });
  }
  check_rows({
      {"a suspect", search_in(kConfirming, 2), Verdict::too_large, 1, search_in(kConfirming, 1),
       SearchEffect::drop},
      {"a suspect, foreign", search_in(kConfirming, 2), Verdict::foreign_413, 1,
       search_in(kConfirming, 2), SearchEffect::back_off},
  });
}

TEST_CASE("poison search: another failure leaves the search where it is", "[delivery]") {
  for (const SearchState state : {kHealthy, kHalving, kSuspecting, kConfirming}) {
    const PoisonSearch before = search_in(state, state == kSuspecting ? 2 : 0);
    check_rows({{"failed", before, Verdict::failed, 80, before, SearchEffect::back_off}});
  }
  check_rows({{"a suspect alone", search_in(kConfirming, 2), Verdict::failed, 1,
               search_in(kConfirming, 2), SearchEffect::back_off}});
}

TEST_CASE("poison search: 400 and 413 too often end it, with all events kept", "[delivery]") {
  for (const SearchState state : {kHealthy, kHalving, kSuspecting, kConfirming}) {
    for (const Verdict answer : {Verdict::malformed, Verdict::too_large, Verdict::foreign_413}) {
      PoisonSearch last = search_in(state, state == kSuspecting ? 3 : 0);
      last.refusals_left = 1;
      check_rows({{"too often", last, answer, 1, search_in(kHealthy, 0, kFullBatch),
                   SearchEffect::back_off},
                  {"a batch without events", search_in(state), answer, 0,
                   search_in(kHealthy, 0, kFullBatch), SearchEffect::back_off}});
      CHECK(advance(last, answer, 1, kFullBatch).next.refusals_left == 0);
    }
  }
}

TEST_CASE("poison search: the first refused batch says how many refusals are allowed",
          "[delivery]") {
  CHECK(refusals_max(0) == 2);
  CHECK(refusals_max(1) == 2);
  CHECK(refusals_max(2) == 4);
  CHECK(refusals_max(500) == 18);
  PoisonSearch search = search_in(kHealthy, 0, kFullBatch);
  for (std::uint32_t refusal = 1; refusal <= 18; ++refusal) {
    const SearchStep step = advance(search, Verdict::malformed, 500, kFullBatch);
    CHECK(step.effect == SearchEffect::none);
    search = step.next;
  }
  CHECK(advance(search, Verdict::malformed, 500, kFullBatch).effect == SearchEffect::back_off);
  for (const Verdict answer : {Verdict::accepted, Verdict::failed, Verdict::foreign_413}) {
    CHECK(advance(search, answer, 1, kFullBatch).next.refusals_left == 0);
  }
}

TEST_CASE("poison search: abandoned, it has no suspects and no evidence, and goes on counting",
          "[delivery]") {
  for (const SearchState state : {kHealthy, kHalving, kSuspecting, kConfirming}) {
    PoisonSearch before = search_in(state, state == kSuspecting || state == kConfirming ? 2 : 0);
    before.refusals_left = 7;
    const PoisonSearch after = abandon(before);
    CHECK(after.state == (state == kHealthy ? kHealthy : kHalving));
    CHECK(after.suspects == 0);
    CHECK(after.events_max == before.events_max);
    CHECK(after.refusals_left == 7);
  }
}
