// The scripted faults in force: finds the one that a request meets, and words its answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "control/fault_rule.h"
#include "http/message.h"

namespace godwit::collector {

class Faults {
 public:
  // Lifetime: the limits must outlive it.
  explicit Faults(const Limits& limits) : limits_(limits) {}

  // Replaces all rules by a list of them. Returns what is wrong with it, if anything; the old
  // rules then stay.
  [[nodiscard]] std::optional<OperatorError> set(const Json& json, std::int64_t now_ms);
  // The rules with how often each was met.
  [[nodiscard]] Json show() const;

  // Counts the request for every rule and returns the first that it meets, if any.
  // Lifetime: the rule is good until set().
  [[nodiscard]] const FaultRule* meet(std::string_view path, std::int64_t now_ms);

 private:
  const Limits& limits_;
  std::vector<FaultRule> rules_;
};

// The answer of a rule that has a status. With a body it is a stranger's; without one it is in the
// protocol's own format, so that clients take it for ours, or empty where the status is no error.
[[nodiscard]] Reply fault_reply(const FaultRule& rule, const Request& request,
                                std::string_view batch_id);

}  // namespace godwit::collector
