// One device that follows a script, and one call of one port that fails.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/device.h"
#include "sim/world.h"

namespace godwit::sim {

// The calls that can fail. At the calls of the last six the process dies.
enum class Victim : std::uint8_t {
  store,
  region,
  request,
  answer,
  death_clock,
  death_entropy,
  death_scheduler,
  death_store,
  death_transport,
  death_log,
};
inline constexpr std::size_t kVictimCount = 10;
[[nodiscard]] std::string_view to_string(Victim victim);

struct Failure {
  Victim victim = Victim::store;
  std::uint64_t call = 0;  // From 1; 0: nothing fails.
  bool onward = false;     // And all later calls until the script is over; deaths: in each process.
};

// Does something to the device, then lets time pass. It waits until an application runs, which
// a failure may prevent; then it is left out.
struct Step {
  std::function<void(Device&)> act;
  std::int64_t then_ms = 0;
};

struct Script {
  std::string_view name;
  std::function<void(DeviceProfile&)> configure;  // May be empty.
  std::vector<Step> steps;
};

struct StageResult {
  std::string broken;   // The first promise that was broken; empty: all were kept.
  bool failed = false;  // It came to the chosen call.
};

// Runs the script. All along, what was accepted must be held until it is delivered; at the end,
// when nothing fails any more, everything must have arrived.
[[nodiscard]] StageResult run_script(const Script& script, const Failure& failure,
                                     const Trace& trace);

}  // namespace godwit::sim
