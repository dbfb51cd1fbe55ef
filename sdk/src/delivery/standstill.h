// Why nothing leaves the queue now, and how a waiting call reacts: pure functions over named
// states.
//
// | state           | since                              | flush() waits        | close() waits |
// | --- | --- | --- | --- |
// | none            | a request, or the write before it, | until the deadline   | the same      |
// |                 | is under way, or about to be       |                      |               |
// | back_off        | a delivery failed                  | if it ends before    | the same      |
// |                 |                                    | the deadline         |               |
// | storage_failing | what a request needs cannot be     | if the next try is   | the same      |
// |                 | stored; it is tried again          | before the deadline  |               |
// | no_network      | the device says that it has none   | until the deadline,  | no            |
// |                 |                                    | as back_off allows   |               |
// | key_refused     | the collector answered 401 or 403  | no                   | no            |
// | gone            | the collector answered 410         | no                   | no            |
// | consent_pending | the user has not decided           | no                   | no            |
//
// There is no state for power-save mode and roaming, because a flush overrides them.
// standstill_test.cpp tests each row.
#pragma once

#include <cstdint>
#include <string_view>

#include "godwit/status.h"

namespace godwit {

enum class Standstill : std::uint8_t {
  none,
  back_off,
  storage_failing,
  no_network,
  key_refused,
  gone,
  consent_pending,
};

// Units: milliseconds.
struct Standing {
  Standstill state = Standstill::none;
  // The time until the next automatic attempt; 0 if it may come at any moment.
  std::int64_t next_ms = 0;
  int http_status = 0;  // For key_refused; 0: unknown.
};

enum class Waiter : std::uint8_t { flush, close };

inline constexpr std::string_view kGoneSentence =
    "the collector takes no more events (410); change the endpoint or the key";

// True if the standstill may end within `left_ms`, so that the call should go on waiting.
[[nodiscard]] bool worth_waiting(const Standing& standing, Waiter waiter, std::int64_t left_ms);

// The answer to a call that stops waiting: `waiting`, with the reason, the next attempt, and the
// event that ends the wait. `last_failure`: why the last delivery failed, or empty.
[[nodiscard]] Status waiting_status(const Standing& standing, std::string_view last_failure);

}  // namespace godwit
