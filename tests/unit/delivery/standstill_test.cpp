// One row for each state of the table in standstill.h.
#include "delivery/standstill.h"

#include <string>

#include "support/catch.h"

using namespace godwit;

namespace {

struct Row {
  const char* name;
  Standing standing;
  std::int64_t left_ms;
  bool flush_waits;
  bool close_waits;
};

constexpr Row kRows[] = {
    {"a request under way", {}, 1, true, true},
    {"a back-off that ends before the deadline", {Standstill::back_off, 999}, 1'000, true, true},
    {"a back-off that ends with the deadline", {Standstill::back_off, 1'000}, 1'000, false, false},
    {"a back-off without time to wait", {Standstill::back_off, 1}, 0, false, false},
    {"a store that is tried in time", {Standstill::storage_failing, 999}, 1'000, true, true},
    {"a store that is tried too late", {Standstill::storage_failing, 1'000}, 900, false, false},
    {"no network", {Standstill::no_network}, 1'000, true, false},
    {"no network, and no time", {Standstill::no_network}, 0, true, false},
    {"no network, and a short back-off", {Standstill::no_network, 500}, 1'000, true, false},
    {"no network, and a long back-off", {Standstill::no_network, 2'000}, 1'000, false, false},
    {"a key that was refused", {Standstill::key_refused, 500, 401}, 1'000, false, false},
    {"410", {Standstill::gone}, 1'000, false, false},
    {"a user who has not decided", {Standstill::consent_pending}, 1'000, false, false},
};

std::string sentence(const Standing& standing, std::string_view failure = {}) {
  const Status status = waiting_status(standing, failure);
  CHECK(status.code() == StatusCode::waiting);
  return std::string(status.message());
}

}  // namespace

TEST_CASE("standstill: a call waits only for what may end before its deadline", "[standstill]") {
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    CHECK(worth_waiting(row.standing, Waiter::flush, row.left_ms) == row.flush_waits);
    CHECK(worth_waiting(row.standing, Waiter::close, row.left_ms) == row.close_waits);
  }
}

TEST_CASE("standstill: the answer says why, until when, and what ends the wait", "[standstill]") {
  CHECK(sentence({Standstill::back_off, 11'001}) ==
        "the last delivery failed; next attempt in 12 s at the earliest");
  CHECK(sentence({Standstill::back_off, 1}, "connection refused") ==
        "the last delivery failed (connection refused); next attempt in 1 s at the earliest");
  CHECK(sentence({Standstill::back_off, 119'999}).ends_with("in 120 s at the earliest"));
  CHECK(sentence({Standstill::back_off, 120'000}).ends_with("in 2 min at the earliest"));
  CHECK(sentence({Standstill::back_off, 7'199'999}).ends_with("in 120 min at the earliest"));
  CHECK(sentence({Standstill::back_off, 7'200'001}).ends_with("in 3 h at the earliest"));
  CHECK(sentence({Standstill::storage_failing, 1'000}) ==
        "the data directory cannot be written; next attempt in 1 s at the earliest");
  CHECK(sentence({Standstill::no_network}) ==
        "the device has no network; next attempt when it is back");
  CHECK(sentence({Standstill::key_refused, 3'540'000, 401}) ==
        "the collector refused the key (401); next attempt in 59 min at the earliest; "
        "call set_key() with a valid one");
  CHECK(sentence({Standstill::key_refused, 1, 403}).find("(403)") != std::string::npos);
  CHECK(sentence({Standstill::key_refused, 1}).find("(401 or 403)") != std::string::npos);
  CHECK(sentence({Standstill::gone}) ==
        "the collector takes no more events (410); change the endpoint or the key");
  CHECK(sentence({Standstill::consent_pending}) ==
        "consent is pending; call set_consent() once the user has decided");
}
