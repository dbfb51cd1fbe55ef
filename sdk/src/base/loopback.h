// Answers whether a host is this machine. It is one rule, for the SDK (plain http is allowed, no
// network is needed, no proxy of the environment is used) and for the collector's guard.
//
// This machine is `localhost` and every name below it (RFC 6761, section 6.3), in any case;
// 127.0.0.0/8; ::1; and 127.0.0.0/8 as an IPv4-mapped IPv6 address. Three kinds are not this
// machine: a name for which libcurl asks a name server (`localhost.`, with the root's dot), an
// address that resolvers read in different ways (127.1, 0x7f.1, 127.0.0.01), and an address to
// listen on (0.0.0.0, [::]).
// Threads: none.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace godwit {

// Four decimal numbers from 0 to 255 without leading zeros.
[[nodiscard]] bool parse_ipv4(std::string_view text, std::array<std::uint8_t, 4>& address);
// In the form of RFC 4291, section 2.2; without brackets, zone or prefix.
[[nodiscard]] bool parse_ipv6(std::string_view text, std::array<std::uint8_t, 16>& address);

// `host`: a name or an address, without a port. An IPv6 address may have brackets.
[[nodiscard]] bool is_loopback(std::string_view host);

// The host of an http(s) URL without user information; an IPv6 address keeps its brackets.
[[nodiscard]] std::string_view host_of(std::string_view url);

}  // namespace godwit
