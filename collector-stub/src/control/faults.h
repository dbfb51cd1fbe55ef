// The active scripted faults: finds the rule that matches a request, and writes its reply.
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

  // Replaces all rules by a list. Returns the error, if there is one; the old rules then stay.
  [[nodiscard]] std::optional<OperatorError> set(const Json& json, std::int64_t now_ms);
  // The rules, each with its number of hits.
  [[nodiscard]] Json show() const;

  // Counts the request for every rule, and returns the first rule that matches, if any.
  // Lifetime: the rule is valid until set().
  [[nodiscard]] const FaultRule* meet(std::string_view path, std::int64_t now_ms);

 private:
  const Limits& limits_;
  std::vector<FaultRule> rules_;
};

// The reply of a rule with a status. With a body it is a stranger's reply. Without a body, an error
// has the protocol's own format, so clients take it for the collector's; other statuses have an
// empty body.
[[nodiscard]] Reply fault_reply(const FaultRule& rule, const Request& request,
                                std::string_view batch_id);

}  // namespace godwit::collector
