// What the operator asks of every client, until it expires (docs/protocol.md, "Directives").
//
// Kept in memory only: directives expire anyway.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "control/operator_reply.h"

namespace godwit::collector {

class Directives {
 public:
  // Replaces what was asked before. Returns what is wrong with it, if anything.
  [[nodiscard]] std::optional<OperatorError> set(const Json& json, std::int64_t now_ms);
  void clear() { members_.clear(); }

  // The object's text with the time that is left, or nothing where nothing is asked.
  [[nodiscard]] std::string text(std::int64_t now_ms) const;

 private:
  std::string members_;  // All members but expires_in_ms, each with a comma behind it.
  std::int64_t expires_at_ms_ = 0;
};

}  // namespace godwit::collector
