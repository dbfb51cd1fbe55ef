// The rules for an endpoint and for a write key. A fault has a reason that never changes, and a
// sentence. docs/configuration.md explains the rules; tests/vectors holds the verdicts that all
// languages share.
//
// Threads: none.
#pragma once

#include <cstddef>
#include <string_view>

namespace godwit {

inline constexpr std::size_t kEndpointBytesMax = 2'048;
inline constexpr std::size_t kKeyBytesMax = 1'024;

// Lifetime: literals.
struct Fault {
  std::string_view reason;    // Such as "bad_port", for tests and tables.
  std::string_view sentence;  // Follows the field's name and a colon.
};

// nullptr: no fault. `plain_http`: http is allowed to any host, not only to loopback.
[[nodiscard]] const Fault* endpoint_fault(std::string_view endpoint, bool plain_http);
[[nodiscard]] const Fault* key_fault(std::string_view key);

}  // namespace godwit
