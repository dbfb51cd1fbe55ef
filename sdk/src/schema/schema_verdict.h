// The verdict on one value.
#pragma once

#include <cstdint>

#include "schema/pack_format.h"

namespace godwit {

// Stands for a clause where the text is not JSON.
inline constexpr pack::Ref kNotJson = 0xFFFFFFFF;

struct SchemaVerdict {
  pack::Ref clause = pack::kNone;  // The one that refuses the value.
  std::uint32_t offset = 0;        // Where in the text the value starts that is refused.

  [[nodiscard]] bool holds() const { return clause == pack::kNone; }
  // The first reason is kept.
  void add(SchemaVerdict other) {
    if (holds()) *this = other;
  }
};

}  // namespace godwit
