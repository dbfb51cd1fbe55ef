// A 128-bit identifier: installation, stream, session and boot ids are all of this type.
//
// Installation, stream and session ids are UUIDs of version 4 (RFC 9562, section 5.4), made from
// the Entropy port. The all-zero id means "none".
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <array>
#include <cstdint>

namespace godwit {

struct Id {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] constexpr bool empty() const {
    for (std::uint8_t byte : bytes) {
      if (byte != 0) return false;
    }
    return true;
  }
  friend constexpr bool operator==(const Id&, const Id&) = default;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
