// Whether the user agreed to be tracked. The numbers are part of the C ABI and of the stored
// values.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>

namespace godwit {

enum class Consent : std::uint8_t {
  // <interface: consent>
  granted = 1,
  // Nothing is written and no id is made; events wait in memory and are lost with the process.
  pending = 2,
  // Nothing is taken; stored events are erased; only the denial is remembered.
  denied = 3,
  // </interface>
};

}  // namespace godwit

#endif  // GODWIT_CPP20
