// The numbers behind Stats: added to from any thread, read from any thread.
//
// Threads: any. Each number is exact; a snapshot of several is not taken at one instant.
#pragma once

#include <atomic>
#include <cstdint>

#include "godwit/stats.h"

namespace godwit {

struct Counters {
  using Number = std::atomic<std::uint64_t>;

  Number accepted = 0;
  Number refused = 0;
  Number withheld = 0;
  Number marked = 0;
  Number repaired = 0;
  Number recovered = 0;
  Number delivered = 0;
  Number duplicates = 0;
  Number dropped[kDropReasonCount] = {};
  Number damaged_bytes = 0;
  Number queued_bytes = 0;
  Number requests = 0;
  Number requests_failed = 0;
  Number connections = 0;
  Number bytes_sent = 0;
  Number bytes_received = 0;
  Number requests_for[kRequestReasonCount] = {};
  std::atomic<SendReason> waits_for = SendReason::nothing_queued;
  std::atomic<StatusCode> storage = StatusCode::ok;

  static void add(Number& number, std::uint64_t count) {
    number.fetch_add(count, std::memory_order_relaxed);
  }

  [[nodiscard]] Stats snapshot() const;
};

}  // namespace godwit
