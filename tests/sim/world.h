// One simulated world: devices, a network and a collector; a seed decides everything in it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "sim/fault.h"

namespace godwit::sim {

struct WorldResult {
  std::string broken;  // The first promise that was broken; empty: all were kept.
  std::uint64_t events = 0;
  std::uint64_t requests = 0;
  std::uint64_t steps = 0;
  FaultTally tally;
};

// `trace` gets a line for everything that happens; may be empty.
using Trace = std::function<void(const std::string& line)>;

[[nodiscard]] WorldResult run_world(std::uint64_t seed, std::string_view scenario,
                                    const Trace& trace);

}  // namespace godwit::sim
