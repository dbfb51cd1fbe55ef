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

#define GODWIT_COUNTER(name, where) Number name = 0;
#define GODWIT_BY_REASON(name, where) Number name[kRequestReasonCount] = {};
#define GODWIT_STATE(name, type, initial, where) std::atomic<type> name = type::initial;
#include "interface/stats.def"
  Number dropped[kDropReasonCount] = {};

  static void add(Number& number, std::uint64_t count) {
    number.fetch_add(count, std::memory_order_relaxed);
  }

  [[nodiscard]] Stats snapshot() const;
};

}  // namespace godwit
