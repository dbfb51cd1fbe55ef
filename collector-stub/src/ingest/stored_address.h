// The client's IP address as it is stored: whole, truncated, or not at all.
#pragma once

#include <string>
#include <string_view>

#include "collector/options.h"

namespace godwit::collector {

// Truncated: the last 8 of 32 bits (IPv4) or 80 of 128 bits (IPv6) are zero. Empty for
// IpPolicy::none, and if `address` is no address.
[[nodiscard]] std::string stored_address(std::string_view address, IpPolicy policy);

}  // namespace godwit::collector
