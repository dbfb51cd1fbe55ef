// Checks a configuration before anything is opened, and what is set later.
#pragma once

#include <string_view>

#include "godwit/config.h"
#include "godwit/device.h"
#include "godwit/status.h"

namespace godwit {

// Errors: invalid_argument, with the field and what to do.
[[nodiscard]] Status check_config(const Config& config);

// Whether the collector is on this machine, so that no network is needed.
[[nodiscard]] bool is_local(std::string_view endpoint);

// Errors: invalid_argument. A key is visible ASCII, so that it fits into a header as it is.
[[nodiscard]] Status check_key(std::string_view key);

// Errors: invalid_argument, where a number is none of the enumeration's or a percentage is above
// 100.
[[nodiscard]] Status check_consent(Consent consent);
[[nodiscard]] Status check_power(const PowerState& power);
[[nodiscard]] Status check_network(const NetworkState& network);
[[nodiscard]] Status check_app_state(AppState state);

}  // namespace godwit
