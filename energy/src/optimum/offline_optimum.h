// The least energy that delivery can add to the application's traffic, if everything is known in
// advance: a dynamic program over arrivals, deadlines and the application's own activity.
//
// A flush may happen whenever an event may be sent, that is, between its arrival and its deadline;
// each event needs one in that time. At an instant of the application it costs nothing, so there is
// one at each. Each gap between two of them is a problem of its own: a shortest path over the
// instants at which a flush can be best, in which no step passes over a whole [arrival, deadline].
// Those instants are arrivals, deadlines, and instants that lie whole tails before or after them or
// the application's own: a flush there just keeps the radio awake.
#pragma once

#include <cstdint>
#include <vector>

#include "radio/radio_model.h"
#include "trace/trace.h"

namespace godwit::energy {

// Sorted. A flush at an instant of the application is listed only if an event needs it.
[[nodiscard]] std::vector<std::int64_t> optimal_flushes(const RadioModel& radio, const Trace& trace,
                                                        const Deadlines& deadlines);

}  // namespace godwit::energy
