// The collector's counters, which survive restarts.
#pragma once

#include <cstdint>

#include "store/drop_list.h"

namespace godwit::collector {

struct Totals {
  // Events, over all time.
  std::uint64_t accepted = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t refused = 0;
  std::uint64_t refused_by_schema = 0;  // Among the refused ones.
  std::uint64_t marked = 0;             // Among the accepted ones.
  std::uint64_t last_ordinal = 0;       // Numbers stored events from 1, in their order.

  // Requests of POST /v1/events, with any result.
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;
  std::uint64_t connections = 0;

  // Forgotten streams still count here.
  std::uint64_t forgotten_streams = 0;
  std::uint64_t forgotten_missing = 0;
  DropCounts forgotten_drops{};
};

}  // namespace godwit::collector
