// A hash that finds names that may be equal; its users then compare the names.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace godwit {

// Reads the size and at most 16 bytes, so that it costs less than the name's first copy.
inline std::uint32_t name_hash(std::string_view name) {
  const std::size_t size = name.size();
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (size >= sizeof first) {
    std::memcpy(&first, name.data(), sizeof first);
    std::memcpy(&last, name.data() + size - sizeof last, sizeof last);
  } else if (size >= sizeof(std::uint32_t)) {
    std::uint32_t half[2];
    std::memcpy(&half[0], name.data(), sizeof half[0]);
    std::memcpy(&half[1], name.data() + size - sizeof half[1], sizeof half[1]);
    first = half[0];
    last = half[1];
  } else if (size != 0) {
    first = static_cast<unsigned char>(name[0]);
    last = static_cast<std::uint64_t>(static_cast<unsigned char>(name[size / 2])) << 8 |
           static_cast<unsigned char>(name[size - 1]);
  }
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;
  const std::uint64_t mixed = (first ^ size) * kOdd ^ std::rotl(last * kOdd, 32);
  return static_cast<std::uint32_t>(mixed * kOdd >> 32);
}

}  // namespace godwit
