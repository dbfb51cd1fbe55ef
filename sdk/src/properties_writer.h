// Writing typed values as JSON: what Tracker::track() and Properties do with Value and Property.
//
// Nothing is allocated beyond the buffer. On failure the buffer is as it was before the call, and
// what is returned says what is wrong. Text is repaired (base/repair.h); `repaired` is set then.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "godwit/properties.h"

namespace godwit {

// As Limits::properties_depth_max; the object that holds all properties is the first level.
inline constexpr std::uint32_t kPropertiesDepthMax = 32;

// Appends one value, nested at most `depth_max` levels deep. Returns nullptr, or what is wrong
// with it, such as "the value is nested too deeply".
[[nodiscard]] const char* append_value(Bytes& out, const Value& value, std::uint32_t depth_max,
                                       bool& repaired);

// Appends "name":value. Returns nullptr, or what is wrong and with which property.
// Lifetime: the sentence stands behind the end of `out`, until `out` is written to.
[[nodiscard]] const char* append_member(Bytes& out, std::string_view name, const Value& value,
                                        std::uint32_t depth_max, bool& repaired);

// Appends the object that holds `properties`. Otherwise as append_member().
[[nodiscard]] const char* append_properties(Bytes& out, std::span<const Property> properties,
                                            bool& repaired,
                                            std::uint32_t depth_max = kPropertiesDepthMax);

}  // namespace godwit
