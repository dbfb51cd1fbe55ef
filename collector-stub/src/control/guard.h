// Decides who may use the operator's endpoints: a process on this machine, but no web page.
//
// Any page that a person opens can make the browser send requests to loopback, and with DNS
// rebinding even under the page's own name. So the peer, the Host header and, if there is one, the
// Origin header must all be loopback. A token can be required in addition.
#pragma once

#include <optional>
#include <string_view>

#include "control/operator_reply.h"
#include "http/message.h"

namespace godwit::collector {

// True if the value of a Host header, or the part after the scheme in an Origin, names this machine
// (base/loopback.h), with any port.
[[nodiscard]] bool is_loopback_host(std::string_view host);

// Returns the reason for a refusal, or nothing. An empty token means that none is required.
[[nodiscard]] std::optional<OperatorError> check_operator(const Request& request,
                                                          std::string_view token);

}  // namespace godwit::collector
