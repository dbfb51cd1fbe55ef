// The rules for riding along while the radio is awake: what was learned, and what follows from it.
#include "delivery/send_policy.h"
#include "support/catch.h"

using namespace godwit;

namespace {

constexpr std::int64_t kNow = 10'000'000;
constexpr std::int64_t kDeadline = 60'000;

// An application that used the radio so many times with this pause, the last time so long ago.
RadioUse used_by_app(int times, std::int64_t pause_ms, std::int64_t silent_ms) {
  RadioUse radio;
  std::int64_t at_ms = kNow - silent_ms - times * pause_ms;
  for (int i = 0; i <= times; ++i, at_ms += pause_ms) radio.note_app(at_ms);
  return radio;
}

// The same, where so long after each request of ours there is another event.
RadioUse with_events(RadioUse radio, std::int64_t pause_ms) {
  for (int i = 0; i < 200; ++i) radio.event_pauses.note(pause_ms);
  return radio;
}

// A request of ours was the radio's last use, so long ago.
RadioUse after_request(RadioUse radio, std::int64_t silent_ms) {
  radio.note_request(kNow - silent_ms);
  return radio;
}

struct RidingRow {
  const char* rule;
  RadioUse radio;
  std::int64_t stored_ms;
  bool send;
  std::int64_t at_ms;
  SendReason reason;
};

}  // namespace

TEST_CASE("send_policy: one row for each rule of riding along", "[delivery]") {
  const std::int64_t due = kNow + kDeadline;
  const RidingRow rows[] = {
      {"what is queued rides along when the application uses the radio", used_by_app(0, 0, 0), kNow,
       true, kNow, SendReason::radio_awake},
      {"where nobody has used the radio, nothing rides",
       {},
       kNow,
       false,
       due,
       SendReason::deadline},
      {"a second later it waits, as long as nothing is known", used_by_app(0, 0, 1'000), kNow,
       false, due, SendReason::deadline},
      {"where pauses and events are rare, it goes while the radio is awake",
       with_events(used_by_app(64, 600'000, 5'000), 600'000), kNow, true, kNow,
       SendReason::radio_awake},
      {"not when that is nearly as dear as a wake-up of its own",
       with_events(used_by_app(64, 600'000, 11'500), 600'000), kNow, false, due,
       SendReason::deadline},
      {"nor when the radio sleeps", with_events(used_by_app(64, 600'000, 11'600), 600'000), kNow,
       false, due, SendReason::deadline},
      {"nor where other events will need a request anyway",
       with_events(used_by_app(64, 600'000, 5'000), 5'000), kNow, false, due, SendReason::deadline},
      {"nor where the application is likely to use the radio before the deadline",
       with_events(used_by_app(64, 20'000, 5'000), 600'000), kNow, false, due,
       SendReason::deadline},
      {"behind a request of ours it is the same as behind the application's",
       with_events(after_request({}, 5'000), 600'000), kNow, true, kNow, SendReason::radio_awake},
      {"but not before it is known that events are rare", after_request({}, 0), kNow, false, due,
       SendReason::deadline},
      {"nor where others will need a request anyway", with_events(after_request({}, 5'000), 5'000),
       kNow, false, due, SendReason::deadline},
      {"with a steady rhythm and many events, waiting costs nothing",
       with_events(used_by_app(64, 1'000, 0), 1'000), kNow, false, due, SendReason::deadline},
      {"near the deadline it does", with_events(used_by_app(64, 1'000, 0), 1'000),
       kNow - kDeadline + 2'000, true, kNow, SendReason::radio_awake},
      {"when a steady rhythm breaks off, it goes while the radio is awake",
       with_events(used_by_app(64, 1'000, 1'024), 60'000), kNow, true, kNow,
       SendReason::radio_awake},
  };
  for (const RidingRow& row : rows) {
    CAPTURE(row.rule);
    SendConditions conditions;
    conditions.now_ms = kNow;
    conditions.flush_interval_ms = kDeadline;
    conditions.radio = row.radio;
    Backlog backlog;
    backlog.events = 1;
    backlog.oldest_ms[static_cast<std::size_t>(Priority::normal)] = row.stored_ms;
    const SendDecision decision = decide(conditions, backlog, Limits());
    CHECK(decision.send == row.send);
    CHECK(decision.at_ms - kNow == row.at_ms - kNow);
    CHECK(decision.reason == row.reason);
  }
}
