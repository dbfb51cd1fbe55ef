// Who may use the operator's endpoints: somebody on this machine, and no web page.
//
// Any page that a person opens can make the browser send requests to loopback, and with DNS
// rebinding under a name of the page's own. So the peer, the Host header and, where there is one,
// the Origin header must all be loopback; a token can be asked for on top.
#pragma once

#include <optional>
#include <string_view>

#include "control/operator_reply.h"
#include "http/message.h"

namespace godwit::collector {

// Whether a Host header's value, or what follows the scheme in an Origin, is this machine
// (base/loopback.h), with any port.
[[nodiscard]] bool is_loopback_host(std::string_view host);

// Returns why the request is refused, if it is. An empty token asks for none.
[[nodiscard]] std::optional<OperatorError> check_operator(const Request& request,
                                                          std::string_view token);

}  // namespace godwit::collector
