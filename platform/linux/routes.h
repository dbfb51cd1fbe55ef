// Answers whether the kernel knows a way out of this machine: a default route of IPv4 or IPv6.
//
// It reads `route` and `ipv6_route` of a folder such as /proc/net (proc(5)).
// Threads: any.
#pragma once

#include <string>

namespace godwit {

[[nodiscard]] bool has_default_route(const std::string& root);

}  // namespace godwit
