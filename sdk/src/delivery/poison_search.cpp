#include "delivery/poison_search.h"

namespace godwit {
namespace {

void pass(PoisonSearch& search, std::uint32_t full) {
  search.refusals_left = 0;
  search.events_max = search.events_max > full / 2 ? full : search.events_max * 2;
  if (search.alone()) --search.suspects;
  if (search.state == SearchState::healthy) return;
  const bool over = search.events_max == full && search.suspects == 0;
  search.state = over ? SearchState::healthy : SearchState::confirming;
}

SearchEffect doubt_one(PoisonSearch& search) {
  if (search.state != SearchState::confirming) {
    search.state = SearchState::suspecting;
    ++search.suspects;
    return SearchEffect::suspect;
  }
  if (search.suspects != 0) --search.suspects;
  search.state = search.suspects != 0 ? SearchState::suspecting : SearchState::halving;
  return SearchEffect::drop;
}

SearchEffect refuse(PoisonSearch& search, Verdict answer, std::uint32_t events,
                    std::uint32_t full) {
  if (search.refusals_left == 0) search.refusals_left = refusals_max(events) + 1;
  if (--search.refusals_left == 0 || events == 0) {
    search = {.events_max = full};
    return SearchEffect::back_off;
  }
  if (events > 1) {
    search.events_max = events / 2;
    if (answer == Verdict::malformed && search.state != SearchState::suspecting) {
      search.state = SearchState::halving;
    }
    return SearchEffect::none;
  }
  if (answer == Verdict::malformed) return doubt_one(search);
  if (answer == Verdict::too_large) {
    if (search.alone()) --search.suspects;
    return SearchEffect::drop;
  }
  search.refusals_left = 0;
  return SearchEffect::back_off;
}

}  // namespace

std::uint32_t refusals_max(std::uint32_t events) {
  std::uint32_t allowed = 2;
  for (; events > 1; events /= 2) allowed += 2;
  return allowed;
}

SearchStep advance(PoisonSearch search, Verdict answer, std::uint32_t events, std::uint32_t full) {
  SearchEffect effect = SearchEffect::none;
  if (answer == Verdict::accepted) {
    pass(search, full);
  } else if (answer == Verdict::failed) {
    search.refusals_left = 0;
    effect = SearchEffect::back_off;
  } else {
    effect = refuse(search, answer, events, full);
  }
  return {search, effect};
}

PoisonSearch abandon(PoisonSearch search) {
  search.suspects = 0;
  if (search.state != SearchState::healthy) search.state = SearchState::halving;
  return search;
}

}  // namespace godwit
