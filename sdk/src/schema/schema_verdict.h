// The verdict on one value.
#pragma once

#include <cstdint>

#include "schema/pack_format.h"

namespace godwit {

// Used as a clause if the text is not JSON.
inline constexpr pack::Ref kNotJson = 0xFFFFFFFF;

struct SchemaVerdict {
  pack::Ref clause = pack::kNone;  // The clause that refuses the value.
  std::uint32_t offset = 0;        // The start of the refused value in the text.

  [[nodiscard]] bool holds() const { return clause == pack::kNone; }
  // Keeps the first reason.
  void add(SchemaVerdict other) {
    if (holds()) *this = other;
  }
};

}  // namespace godwit
