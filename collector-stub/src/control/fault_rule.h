// One scripted fault: which requests it meets, and what they get instead of a proper answer.
//
// A value type, read from the operator's JSON (docs/collector.md lists the members).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/prng.h"
#include "collector/limits.h"
#include "control/operator_reply.h"

namespace godwit::collector {

enum class Cut : std::uint8_t { none, before_store, after_store, mid_reply };

struct FaultRule {
  // Which requests: those below `path` for which everything that is given holds.
  std::string path = "/v1/events";
  std::optional<std::uint64_t> nth;    // The n-th since the rule was set, counting from 1.
  std::optional<std::uint64_t> first;  // The first so many.
  std::optional<double> rate;          // By chance.
  std::optional<std::uint64_t> for_ms;

  // What they get.
  std::optional<unsigned> status;
  std::optional<std::string> body;
  std::string content_type = "text/html";
  std::string headers;  // Lines, each ended by CR LF.
  std::optional<std::uint64_t> retry_after_s;
  std::uint64_t delay_ms = 0;
  Cut cut = Cut::none;

  Json source;  // As it was given, to be shown.
  std::int64_t set_at_ms = 0;
  Prng chance{1};
  std::uint64_t seen = 0;  // Requests below `path`.
  std::uint64_t hits = 0;  // Requests that got the fault.
};

// Reads one rule that stands at `pointer`. Returns what is wrong with it, if anything.
[[nodiscard]] std::optional<OperatorError> read_fault_rule(const Json& json,
                                                           const std::string& pointer,
                                                           const Limits& limits, FaultRule& rule);

}  // namespace godwit::collector
