// One scripted fault: its selectors for requests, and its effect on them.
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
  // Selectors: the rule matches requests below `path` for which all given selectors hold.
  std::string path = "/v1/events";
  std::optional<std::uint64_t> nth;    // The n-th request since the rule was set, from 1.
  std::optional<std::uint64_t> first;  // The first n requests.
  std::optional<double> rate;          // A random share of the requests.
  std::optional<std::uint64_t> for_ms;

  // Effects.
  std::optional<unsigned> status;
  std::optional<std::string> body;
  std::string content_type = "text/html";
  std::string headers;  // Lines, each ended by CR LF.
  std::optional<std::uint64_t> retry_after_s;
  std::uint64_t delay_ms = 0;
  Cut cut = Cut::none;

  Json source;  // The original JSON, to be shown.
  std::int64_t set_at_ms = 0;
  Prng chance{1};
  std::uint64_t seen = 0;  // The number of requests below `path`.
  std::uint64_t hits = 0;  // The number of requests that got the fault.
};

// Reads one rule, whose place is `pointer`. Returns the error, if there is one.
[[nodiscard]] std::optional<OperatorError> read_fault_rule(const Json& json,
                                                           const std::string& pointer,
                                                           const Limits& limits, FaultRule& rule);

}  // namespace godwit::collector
