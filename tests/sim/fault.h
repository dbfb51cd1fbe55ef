// The faults of the simulated world, and the actions of an application.
//
// A seed switches each kind on or off and gives it a rate, so that some worlds meet one trouble
// often and others meet many at once.
// Source: Groce et al., "Swarm Testing", ISSTA 2012.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/random.h"

namespace godwit::sim {

enum class Fault : std::uint8_t {
  // The process and the device.
  kill_between_tasks,
  kill_at_port_call,
  torn_append,
  power_cut,
  reboot,
  suspend,
  clock_jump,
  // Changes of the disk's contents.
  restored_copy,
  store_call_fails,
  store_keeps_failing,
  store_slow,
  disk_full,
  store_corrupt,
  segment_damaged,
  staging_damaged,
  // The network.
  request_lost,
  request_delayed,
  request_doubled,
  cut_after_store,
  reply_truncated,
  foreign_reply,
  // The collector.
  status_400,
  status_401,
  status_410,
  status_413,
  status_429,
  status_500,
  status_503,
  retry_after,
  event_refused,
  event_poisonous,
  directives,
  // The application.
  burst,
  oversized_event,
  user_changed,
  super_changed,
  consent_pending,
  consent_denied,
  reset,
  key_changed,
  // Reports of the device about itself.
  network_gone,
  power_saved,
  network_used,
  being_left,
  battery_empty,
  roaming,
  in_background,
  terminating,
};

inline constexpr std::size_t kFaultCount = static_cast<std::size_t>(Fault::terminating) + 1;

[[nodiscard]] std::string_view to_string(Fault fault);

// The number of times that each fault happened.
struct FaultTally {
  std::array<std::uint32_t, kFaultCount> counts{};
  void add(Fault fault) { ++counts[static_cast<std::size_t>(fault)]; }
  [[nodiscard]] std::uint32_t of(Fault fault) const {
    return counts[static_cast<std::size_t>(fault)];
  }
  [[nodiscard]] std::uint64_t total() const;
};

// The chance of each fault in one world, per thousand occasions.
class FaultPlan {
 public:
  // Every fault on or off by chance; `scenario` names a folder of faults that are on for certain,
  // with all others off ("mixed": no folder).
  FaultPlan(Random& random, std::string_view scenario);

  [[nodiscard]] std::uint32_t permille(Fault fault) const {
    return ended_ ? 0 : rates_[static_cast<std::size_t>(fault)];
  }
  [[nodiscard]] bool on(Fault fault) const { return permille(fault) != 0; }
  // Whether it may have happened by now.
  [[nodiscard]] bool was_on(Fault fault) const {
    return rates_[static_cast<std::size_t>(fault)] != 0;
  }
  // Nothing goes wrong any more.
  void end() { ended_ = true; }

 private:
  std::array<std::uint32_t, kFaultCount> rates_{};
  bool ended_ = false;
};

// The scenarios' names.
[[nodiscard]] bool scenario_known(std::string_view scenario);
[[nodiscard]] std::string_view scenario_names();

}  // namespace godwit::sim
