#include "send_stats.h"

#include <nlohmann/json.hpp>

namespace godwit::cli {

std::string send_stats_json(std::uint64_t accepted, std::uint64_t refused, const Stats& stats) {
  nlohmann::ordered_json dropped = nlohmann::ordered_json::object();
  for (std::size_t reason = 0; reason < kDropReasonCount; ++reason) {
    dropped.emplace(to_string(static_cast<DropReason>(reason)), stats.dropped[reason]);
  }
  nlohmann::ordered_json requests_for = nlohmann::ordered_json::object();
  for (std::size_t reason = 0; reason < kRequestReasonCount; ++reason) {
    requests_for.emplace(to_string(static_cast<SendReason>(reason)), stats.requests_for[reason]);
  }
  const nlohmann::ordered_json line = {
      {"accepted", accepted},
      {"refused", refused},
      {"marked", stats.marked},
      {"repaired", stats.repaired},
      {"withheld", stats.withheld},
      {"delivered", stats.delivered},
      {"duplicates", stats.duplicates},
      {"queued", stats.queued_events},
      {"dropped", dropped},
      {"recovered", stats.recovered},
      {"damaged_bytes", stats.damaged_bytes},
      {"requests", stats.requests},
      {"requests_for", requests_for},
      {"requests_failed", stats.requests_failed},
      {"connections", stats.connections},
      {"bytes_sent", stats.bytes_sent},
      {"bytes_received", stats.bytes_received},
      {"storage", to_string(stats.storage)},
  };
  return line.dump() + "\n";
}

}  // namespace godwit::cli
