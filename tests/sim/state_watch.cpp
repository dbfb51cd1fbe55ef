#include "sim/state_watch.h"

#include <string_view>

namespace godwit::sim {
namespace {

using State = Uploader::State;

constexpr unsigned bit(State state) {
  return 1u << static_cast<unsigned>(state);
}
constexpr unsigned bit(SearchState state) {
  return 1u << static_cast<unsigned>(state);
}

// The table of uploader.h, by the number of the state before.
constexpr unsigned kAfter[] = {
    /* idle */ bit(State::claiming) | bit(State::recording) | bit(State::reading) |
        bit(State::telling),
    /* claiming */ bit(State::idle),
    /* recording */ bit(State::reading) | bit(State::idle),
    /* reading */ bit(State::sending) | bit(State::discarding) | bit(State::telling),
    /* sending */ bit(State::discarding) | bit(State::telling),
    /* discarding */ bit(State::telling),
    /* telling */ bit(State::idle),
};
constexpr std::string_view kNames[] = {"idle",    "claiming",   "recording", "reading",
                                       "sending", "discarding", "telling"};

// The table of poison_search.h.
constexpr unsigned kSearchAfter[] = {
    /* healthy */ bit(SearchState::halving) | bit(SearchState::suspecting),
    /* halving */ bit(SearchState::healthy) | bit(SearchState::suspecting) |
        bit(SearchState::confirming),
    /* suspecting */ bit(SearchState::healthy) | bit(SearchState::halving) |
        bit(SearchState::confirming),
    /* confirming */ bit(SearchState::healthy) | bit(SearchState::halving) |
        bit(SearchState::suspecting),
};
constexpr std::string_view kSearchNames[] = {"healthy", "halving", "suspecting", "confirming"};

bool follows(State before, State after) {
  const unsigned next = kAfter[static_cast<unsigned>(before)];
  const bool told = after == State::idle && (next & bit(State::telling)) != 0;
  return (next & bit(after)) != 0 || told;
}

std::string no_way(std::string_view table, std::string_view before, std::string_view after) {
  return std::string(table).append(" has no way from ").append(before).append(" to ").append(after);
}

}  // namespace

void StateWatch::observe(const Uploader& uploader) {
  const State state = uploader.state();
  if (state != state_ && !follows(state_, state)) {
    fail_(no_way("the uploader's table", kNames[static_cast<unsigned>(state_)],
                 kNames[static_cast<unsigned>(state)]));
  }
  if (state == State::sending && state_ != State::sending) {
    sent_confirming_ = uploader.poison_search().state == SearchState::confirming;
  }
  state_ = state;
  observe_search(uploader.poison_search());
}

void StateWatch::observe_search(const PoisonSearch& search) {
  const bool known = (kSearchAfter[static_cast<unsigned>(search_)] & bit(search.state)) != 0;
  if (search.state != search_ && !known) {
    fail_(no_way("the search's table", kSearchNames[static_cast<unsigned>(search_)],
                 kSearchNames[static_cast<unsigned>(search.state)]));
  }
  search_ = search.state;
  const bool may_suspect =
      search.state == SearchState::suspecting || search.state == SearchState::confirming;
  if (search.suspects != 0 && !may_suspect) fail_("a search without doubt has suspects");
  if (search.suspects == 0 && search.state == SearchState::suspecting) {
    fail_("a search suspects nobody");
  }
  if (search.events_max == 0) fail_("a batch may hold an event");
}

void StateWatch::on_report(const Uploader& uploader, const DeliveryReport& report) {
  observe(uploader);
  const bool answered =
      report.outcome != DeliveryOutcome::dropped || report.reason == DropReason::poisonous ||
      report.reason == DropReason::refused || report.reason == DropReason::too_large;
  if (answered && uploader.state() != State::telling) {
    fail_("what follows from a reply is reported while telling");
  }
  const bool poisonous =
      report.outcome == DeliveryOutcome::dropped && report.reason == DropReason::poisonous;
  if (poisonous && !sent_confirming_) {
    fail_("an event is dropped as poisonous only once another has passed");
  }
}

}  // namespace godwit::sim
