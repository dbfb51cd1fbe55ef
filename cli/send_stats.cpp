#include "send_stats.h"

#include <nlohmann/json.hpp>

namespace godwit::cli {

std::string send_stats_json(std::uint64_t accepted, std::uint64_t declined, const Stats& stats) {
  nlohmann::ordered_json line;
#define GODWIT_COUNTER(name, where) line[#name] = stats.name;
#define GODWIT_GAUGE(name, where) line[#name] = stats.name;
#define GODWIT_DROP_REASON(number, name) line["dropped"][#name] = stats.dropped[number];
#define GODWIT_BY_REASON(name, where)                                             \
  for (std::size_t reason = 0; reason < kRequestReasonCount; ++reason) {          \
    line[#name][to_string(static_cast<SendReason>(reason))] = stats.name[reason]; \
  }
#define GODWIT_STATE(name, type, initial, where) line[#name] = to_string(stats.name);
#include "interface/stats.def"
  line["accepted"] = accepted;
  line["declined"] = declined;
  return line.dump() + "\n";
}

}  // namespace godwit::cli
