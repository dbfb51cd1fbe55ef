// The protocol's answers other than 200, and the headers of every answer to a browser.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.h"

namespace godwit::collector {

struct WireError {
  unsigned status = 400;
  std::string_view code = "malformed";
  std::string_view message;
  std::string_view pointer = {};  // RFC 6901, into the body; may be empty.
  std::uint64_t retry_after_ms = 0;
  bool names_versions = false;  // Adds "supported".
};

// The code for a status in docs/protocol.md; for a status that it does not list, the nearest.
[[nodiscard]] std::string_view wire_code_of(unsigned status);

// The batch id outside the body; empty if there is no well-formed one.
[[nodiscard]] std::string outside_batch_id(const Request& request);

// True if `text` is 1 to 64 of [0-9A-Za-z_-].
[[nodiscard]] bool batch_id_valid(std::string_view text);

// An answer in the protocol's format. Without `batch_id`, it names the id outside the body.
[[nodiscard]] Reply error_reply(const Request& request, const WireError& error,
                                std::string_view batch_id = {});

// Lets pages of any origin read the reply: write keys are public, and there are no cookies.
void add_cors(Reply& reply);

// The answer to a preflight.
[[nodiscard]] Reply preflight_reply();

}  // namespace godwit::collector
