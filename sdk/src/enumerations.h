// Enumerations by number and by name, as the description of the interface has them.
//
// Threads: any.
#pragma once

#include <cstdint>

#include "godwit/consent.h"
#include "godwit/delivery.h"
#include "godwit/device.h"
#include "godwit/durability.h"
#include "godwit/priority.h"
#include "godwit/schema.h"
#include "godwit/stats.h"

namespace godwit {

// Whether `number` is one of the enumeration's values.
template <typename Enum>
[[nodiscard]] constexpr bool known(std::int32_t number) = delete;

template <>
[[nodiscard]] constexpr bool known<StatusCode>(std::int32_t number) {
  switch (number) {
#define GODWIT_STATUS_CODE(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<SendReason>(std::int32_t number) {
  switch (number) {
#define GODWIT_SEND_REASON(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<Consent>(std::int32_t number) {
  switch (number) {
#define GODWIT_CONSENT(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<Durability>(std::int32_t number) {
  switch (number) {
#define GODWIT_DURABILITY(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<Priority>(std::int32_t number) {
  switch (number) {
#define GODWIT_PRIORITY(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<NetworkKind>(std::int32_t number) {
  switch (number) {
#define GODWIT_NETWORK_KIND(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<AppState>(std::int32_t number) {
  switch (number) {
#define GODWIT_APP_STATE(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<SchemaMode>(std::int32_t number) {
  switch (number) {
#define GODWIT_SCHEMA_MODE(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<UnknownSchema>(std::int32_t number) {
  switch (number) {
#define GODWIT_UNKNOWN_SCHEMA(number, name) case number:
#include "interface/enumerations.def"
    return true;
    default:
      return false;
  }
}

template <>
[[nodiscard]] constexpr bool known<DropReason>(std::int32_t number) {
  switch (number) {
#define GODWIT_DROP_REASON(number, name) case number:
#include "interface/stats.def"
    return true;
    default:
      return false;
  }
}

}  // namespace godwit
