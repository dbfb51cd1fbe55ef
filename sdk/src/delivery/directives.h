// Directives: what the collector's operator asks of this client, until they expire.
//
// The client clamps them, so that a wrong directive can neither silence it for good nor make it
// send without end; the collector refuses what they would clamp.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace godwit {

inline constexpr std::int64_t kDirectiveFlushIntervalMinMs = 1'000;
inline constexpr std::int64_t kDirectiveFlushIntervalMaxMs = 3'600'000;
inline constexpr std::int64_t kDirectiveExpiryMinMs = 1'000;
inline constexpr std::int64_t kDirectiveExpiryMaxMs = 7 * 24 * 3'600'000ll;
inline constexpr std::uint32_t kDirectiveNamesMax = 64;
inline constexpr std::size_t kDirectiveNameBytesMax = 256;
inline constexpr std::uint32_t kSamplingAllPermille = 1000;

struct Directives {
  std::int64_t expires_ms = 0;         // On the device's timeline; 0: none are in force.
  std::int64_t flush_interval_ms = 0;  // 0: the configured one.
  std::uint32_t sampling_permille = kSamplingAllPermille;
  Bytes off;  // Names of events that are switched off, each with a zero byte behind it.

  [[nodiscard]] bool in_force(std::int64_t now_ms) const { return now_ms < expires_ms; }
  [[nodiscard]] bool switched_off(std::string_view name) const;
};

// Reads the JSON object `text`; what cannot be understood is passed over. Returns false where it
// names no expiry.
[[nodiscard]] bool read_directives(std::string_view text, std::int64_t now_ms, Directives& out);

}  // namespace godwit
