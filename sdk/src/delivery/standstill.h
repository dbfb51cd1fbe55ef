// Why nothing leaves the queue just now, and what a call that waits for it does: pure functions
// over named states.
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
// Where power is short or the device roams, there is no state: a flush overrides that.
// Each row is tested in standstill_test.cpp.
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
  // Until the next attempt that is made without anybody's doing; 0 where it may be at any moment.
  std::int64_t next_ms = 0;
  int http_status = 0;  // With key_refused; 0: not known.
};

enum class Waiter : std::uint8_t { flush, close };

inline constexpr std::string_view kGoneSentence =
    "the collector takes no more events (410); change the endpoint or the key";

// Whether what keeps the queue may end within `left_ms`, so that the call goes on waiting.
[[nodiscard]] bool worth_waiting(const Standing& standing, Waiter waiter, std::int64_t left_ms);

// The answer to a call that waits no more: `waiting`, with the reason, the next attempt, and what
// ends the wait. `last_failure`: why the last delivery failed, or nothing.
[[nodiscard]] Status waiting_status(const Standing& standing, std::string_view last_failure);

}  // namespace godwit
