// The policies by their names, as `--policy` takes them.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "radio/radio_model.h"
#include "replay/sender.h"

namespace godwit::energy {

inline constexpr std::string_view kPolicyNames =
    "godwit, immediate, interval:SECONDS, count:EVENTS,interval:SECONDS, deadline, "
    "tailender:SHARE, 1ds or optimum";

// Our policy, the defaults of other SDKs, and policies from papers. The optimum is not among them.
[[nodiscard]] std::span<const std::string_view> compared_policies();

// Null if there is no such policy, or a number in it is wrong.
[[nodiscard]] std::unique_ptr<Sender> make_sender(std::string_view policy,
                                                  const Deadlines& deadlines,
                                                  const RadioModel& radio);

}  // namespace godwit::energy
