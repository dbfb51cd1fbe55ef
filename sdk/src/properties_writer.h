// Writes typed values as JSON, for Tracker::track() and Properties.
//
// It allocates nothing beyond the buffer. On failure the buffer is as it was before the call, and
// the returned sentence says what is wrong. Text is repaired (base/repair.h); `repaired` is set
// then.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "godwit/properties.h"

namespace godwit {

// As Limits::properties_depth_max. The object of all properties is the first level.
inline constexpr std::uint32_t kPropertiesDepthMax = 32;

// Appends one value, nested at most `depth_max` levels deep. Returns nullptr or the error, such as
// "the value is nested too deeply".
[[nodiscard]] const char* append_value(Bytes& out, const Value& value, std::uint32_t depth_max,
                                       bool& repaired);

// Appends "name":value. Returns nullptr, or the error with the property's name.
// Lifetime: the sentence stands after the end of `out`, until something writes to `out`.
[[nodiscard]] const char* append_member(Bytes& out, std::string_view name, const Value& value,
                                        std::uint32_t depth_max, bool& repaired);

// Appends the object of all `properties`. Otherwise like append_member().
[[nodiscard]] const char* append_properties(Bytes& out, std::span<const Property> properties,
                                            bool& repaired,
                                            std::uint32_t depth_max = kPropertiesDepthMax);

}  // namespace godwit
