#include "send_stats.h"

#include <nlohmann/json.hpp>

namespace godwit::cli {
namespace {

// The line says `queued`, as it always has.
std::string_view key_of(std::string_view name) {
  return name == "queued_events" ? "queued" : name;
}

}  // namespace

std::string send_stats_json(std::uint64_t accepted, std::uint64_t refused, const Stats& stats) {
  nlohmann::ordered_json line;
#define GODWIT_COUNTER(name, where) line[key_of(#name)] = stats.name;
#define GODWIT_GAUGE(name, where) line[key_of(#name)] = stats.name;
#define GODWIT_DROP_REASON(number, name) line["dropped"][#name] = stats.dropped[number];
#define GODWIT_BY_REASON(name, where)                                             \
  for (std::size_t reason = 0; reason < kRequestReasonCount; ++reason) {          \
    line[#name][to_string(static_cast<SendReason>(reason))] = stats.name[reason]; \
  }
#define GODWIT_STATE(name, type, initial, where) line[#name] = to_string(stats.name);
#include "interface/stats.def"
  line["accepted"] = accepted;
  line["refused"] = refused;
  return line.dump() + "\n";
}

}  // namespace godwit::cli
