// Checks a configuration before anything is opened, and the values that are set later.
#pragma once

#include <string_view>

#include "godwit/config.h"
#include "godwit/device.h"
#include "godwit/status.h"

namespace godwit {

// Errors: invalid_argument, with the field and advice.
[[nodiscard]] Status check_config(const Config& config);

// True if the collector is on this machine, so that it needs no network.
[[nodiscard]] bool is_local(std::string_view endpoint);

// Errors: invalid_argument. A key is visible ASCII, so that a header can hold it unchanged.
[[nodiscard]] Status check_key(std::string_view key);

// Errors: invalid_argument, if a number is no value of the enumeration, or a percentage is above
// 100.
[[nodiscard]] Status check_consent(Consent consent);
[[nodiscard]] Status check_power(const PowerState& power);
[[nodiscard]] Status check_network(const NetworkState& network);
[[nodiscard]] Status check_app_state(AppState state);

}  // namespace godwit
