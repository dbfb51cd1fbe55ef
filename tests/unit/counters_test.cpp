#include "counters.h"

#include "support/catch.h"

using namespace godwit;

TEST_CASE("counters: all begin at 0, and nothing is queued", "[counters]") {
  const Stats stats = Counters().snapshot();
  for (const std::uint64_t number :
       {stats.accepted, stats.declined, stats.withheld, stats.recovered, stats.delivered,
        stats.duplicates, stats.damaged_bytes, stats.queued_events, stats.queued_bytes,
        stats.requests, stats.requests_failed, stats.connections, stats.bytes_sent,
        stats.bytes_received}) {
    CHECK(number == 0);
  }
  for (const std::uint64_t number : stats.dropped) CHECK(number == 0);
  for (const std::uint64_t number : stats.requests_for) CHECK(number == 0);
  CHECK(stats.waits_for == SendReason::nothing_queued);
  CHECK(stats.storage == StatusCode::ok);
}

TEST_CASE("counters: each is told under its own name", "[counters]") {
  Counters counters;
  std::uint64_t next = 100;
  for (Counters::Number* number :
       {&counters.accepted, &counters.declined, &counters.withheld, &counters.recovered,
        &counters.delivered, &counters.duplicates, &counters.damaged_bytes, &counters.queued_bytes,
        &counters.requests, &counters.requests_failed, &counters.connections, &counters.bytes_sent,
        &counters.bytes_received}) {
    Counters::add(*number, next++);
  }
  for (Counters::Number& number : counters.requests_for) Counters::add(number, next++);
  counters.waits_for = SendReason::held_back;
  counters.storage = StatusCode::storage_corrupt;
  const Stats stats = counters.snapshot();
  CHECK(stats.accepted == 100);
  CHECK(stats.declined == 101);
  CHECK(stats.withheld == 102);
  CHECK(stats.recovered == 103);
  CHECK(stats.delivered == 104);
  CHECK(stats.duplicates == 105);
  CHECK(stats.damaged_bytes == 106);
  CHECK(stats.queued_bytes == 107);
  CHECK(stats.requests == 108);
  CHECK(stats.requests_failed == 109);
  CHECK(stats.connections == 110);
  CHECK(stats.bytes_sent == 111);
  CHECK(stats.bytes_received == 112);
  for (std::size_t reason = 0; reason < kRequestReasonCount; ++reason) {
    CHECK(stats.requests_for[reason] == 113 + reason);
  }
  CHECK(stats.waits_for == SendReason::held_back);
  CHECK(stats.storage == StatusCode::storage_corrupt);
}

TEST_CASE("counters: what is queued was accepted or recovered, and is not gone", "[counters]") {
  Counters counters;
  Counters::add(counters.accepted, 100);
  Counters::add(counters.recovered, 1'000);
  Counters::add(counters.delivered, 7);
  for (std::size_t reason = 0; reason < kDropReasonCount; ++reason) {
    Counters::add(counters.dropped[reason], reason + 1);
  }
  Stats stats = counters.snapshot();
  constexpr std::uint64_t kDropped = kDropReasonCount * (kDropReasonCount + 1) / 2;
  CHECK(stats.queued_events == 1'100 - 7 - kDropped);
  for (std::size_t reason = 0; reason < kDropReasonCount; ++reason) {
    CHECK(stats.dropped[reason] == reason + 1);
  }
  // A snapshot is not of one instant: what is gone may be read before what was accepted.
  Counters::add(counters.delivered, 5'000);
  CHECK(counters.snapshot().queued_events == 0);
}
