// The least that delivery can add to what the application's traffic costs, by who knows everything
// in advance: a dynamic program over arrivals, deadlines and the application's own activity.
//
// A flush may happen whenever an event may be sent, that is, between its arrival and its deadline;
// each event needs one in that time. At an instant of the application it costs nothing, so there is
// one at each, and what lies between two of them is solved by itself: a shortest path over the
// instants at which a flush can be best, in which no step passes over a whole [arrival, deadline].
// Those instants are arrivals, deadlines, and what lies whole tails before or behind them or the
// application's own instants: where a flush just keeps the radio from falling asleep.
#pragma once

#include <cstdint>
#include <vector>

#include "radio/radio_model.h"
#include "trace/trace.h"

namespace godwit::energy {

// Sorted; those at instants of the application are there only where an event needs them.
[[nodiscard]] std::vector<std::int64_t> optimal_flushes(const RadioModel& radio, const Trace& trace,
                                                        const Deadlines& deadlines);

}  // namespace godwit::energy
