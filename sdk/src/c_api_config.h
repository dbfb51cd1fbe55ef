// From the C interface's configuration to the C++ one's, and back for the defaults.
#pragma once

#include <cstdint>
#include <string_view>

#include "godwit/config.h"
#include "godwit/godwit.h"
#include "godwit/status.h"

namespace godwit {

[[nodiscard]] inline std::string_view view(godwit_string string) {
  return string.data == nullptr ? std::string_view() : std::string_view(string.data, string.size);
}
// Whether there are as many bytes as it says: NULL has none.
[[nodiscard]] inline bool readable(godwit_string string) {
  return string.data != nullptr ? string.size <= PTRDIFF_MAX : string.size == 0;
}
// Errors: invalid_argument, where it is not readable.
[[nodiscard]] Status check_string(std::string_view field, godwit_string string);
[[nodiscard]] inline godwit_string c_string(std::string_view text) {
  return {text.data(), text.size()};
}

inline constexpr std::string_view kConsentChoice =
    "consent: choose one of the GODWIT_CONSENT constants";

[[nodiscard]] godwit_limits default_c_limits();
[[nodiscard]] godwit_config default_c_config();

// Errors: invalid_argument, unsupported; `to` is then half filled.
[[nodiscard]] Status read_c_config(const godwit_config& from, Config& to);

}  // namespace godwit
