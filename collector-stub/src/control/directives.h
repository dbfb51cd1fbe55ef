// The operator's directives for every client, until they expire (docs/protocol.md, "Directives").
//
// Kept in memory only, because directives expire anyway.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "control/operator_reply.h"

namespace godwit::collector {

class Directives {
 public:
  // Replaces the old directives. Returns the error, if there is one.
  [[nodiscard]] std::optional<OperatorError> set(const Json& json, std::int64_t now_ms);
  void clear() { members_.clear(); }

  // The object's text with the remaining time; empty if there are no directives.
  [[nodiscard]] std::string text(std::int64_t now_ms) const;

 private:
  std::string members_;  // All members but expires_in_ms, each followed by a comma.
  std::int64_t expires_at_ms_ = 0;
};

}  // namespace godwit::collector
