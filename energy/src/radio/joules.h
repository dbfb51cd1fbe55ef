// The energy that instants of traffic cost together, and that some of them add to others.
//
// Equal instants count as one use of the radio.
#pragma once

#include <cstdint>
#include <span>

#include "radio/radio_model.h"

namespace godwit::energy {

// `instants_us` is sorted; an instant may be there more than once. Nothing costs nothing.
[[nodiscard]] double joules_of(const RadioModel& radio, std::span<const std::int64_t> instants_us);

// The joules of both together. Each list is sorted.
[[nodiscard]] double joules_of(const RadioModel& radio, std::span<const std::int64_t> app_us,
                               std::span<const std::int64_t> flushes_us);

}  // namespace godwit::energy
