// Values in sentences, cut to what a line can hold.
#pragma once

#include <cstddef>
#include <string>

namespace godwit::schema {

inline constexpr std::size_t kShownValuesMax = 12;
inline constexpr std::size_t kShownBytesMax = 60;

inline std::string shown(const std::string& json) {
  return json.size() <= kShownBytesMax ? json : json.substr(0, kShownBytesMax) + "...";
}

}  // namespace godwit::schema
