#include "sim/fault.h"

#include <numeric>

namespace godwit::sim {
namespace {

constexpr std::string_view kNames[kFaultCount] = {
    "kill_between_tasks",
    "kill_at_port_call",
    "torn_append",
    "power_cut",
    "reboot",
    "suspend",
    "clock_jump",
    "restored_copy",
    "store_call_fails",
    "store_keeps_failing",
    "store_slow",
    "disk_full",
    "store_corrupt",
    "segment_damaged",
    "staging_damaged",
    "request_lost",
    "request_delayed",
    "request_doubled",
    "cut_after_store",
    "reply_truncated",
    "foreign_reply",
    "status_400",
    "status_401",
    "status_410",
    "status_413",
    "status_429",
    "status_500",
    "status_503",
    "retry_after",
    "event_refused",
    "event_poisonous",
    "directives",
    "burst",
    "oversized_event",
    "user_changed",
    "super_changed",
    "consent_pending",
    "consent_denied",
    "reset",
    "key_changed",
    "network_gone",
    "power_saved",
    "network_used",
    "being_left",
    "battery_empty",
    "roaming",
    "in_background",
    "terminating",
};

struct Scenario {
  std::string_view name;
  Fault first;
  Fault last;
};

constexpr Scenario kScenarios[] = {
    {"device", Fault::kill_between_tasks, Fault::clock_jump},
    {"disk", Fault::restored_copy, Fault::staging_damaged},
    {"network", Fault::request_lost, Fault::foreign_reply},
    {"collector", Fault::status_400, Fault::directives},
    {"application", Fault::burst, Fault::key_changed},
    {"signals", Fault::network_gone, Fault::terminating},
};

// Chances in a thousand, each time that the fault could happen. Faults that destroy much are rare.
std::uint32_t rate(Fault fault, Random& random) {
  switch (fault) {
    case Fault::kill_at_port_call:
    case Fault::consent_pending:
      return 500;  // In 1,000 starts.
    case Fault::store_call_fails:
      return random.pick({20u, 100u, 300u});
    case Fault::store_keeps_failing:
    case Fault::disk_full:
    case Fault::store_corrupt:
      return random.pick({10u, 30u});
    case Fault::event_refused:
    case Fault::event_poisonous:
      return random.pick({5u, 15u});
    case Fault::oversized_event:
      return 15;
    case Fault::torn_append:
      return 20;
    default:
      return random.pick({30u, 100u, 300u});
  }
}

}  // namespace

std::string_view to_string(Fault fault) {
  return kNames[static_cast<std::size_t>(fault)];
}

std::uint64_t FaultTally::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

FaultPlan::FaultPlan(Random& random, std::string_view scenario) {
  const Scenario* chosen = nullptr;
  for (const Scenario& known : kScenarios) {
    if (known.name == scenario) chosen = &known;
  }
  const std::uint32_t share = random.pick({150u, 300u, 500u});
  for (std::size_t index = 0; index < kFaultCount; ++index) {
    const auto fault = static_cast<Fault>(index);
    const bool drawn = random.permille(share);
    const std::uint32_t drawn_rate = rate(fault, random);
    const bool on = chosen == nullptr ? drawn && scenario != "calm"
                                      : fault >= chosen->first && fault <= chosen->last;
    rates_[index] = on ? drawn_rate : 0;
  }
}

bool scenario_known(std::string_view scenario) {
  if (scenario == "mixed" || scenario == "calm") return true;
  for (const Scenario& known : kScenarios) {
    if (known.name == scenario) return true;
  }
  return false;
}

std::string_view scenario_names() {
  return "mixed, calm, device, disk, network, collector, application, signals";
}

}  // namespace godwit::sim
