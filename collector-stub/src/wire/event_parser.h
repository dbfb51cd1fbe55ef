// Reads one event of a batch and judges it.
//
// A bad event gets a verdict and does not spoil the batch; only text that is not JSON does, which
// shows in the reader.
#pragma once

#include "base/json_reader.h"
#include "collector/limits.h"
#include "wire/batch.h"
#include "wire/event_judge.h"

namespace godwit::collector {

// The reader stands on the event's opening brace, and afterwards on its closing one. What is right
// in its form is then shown to the judge, if there is one; texts of that are kept in `texts`.
void parse_event(JsonReader& reader, const Limits& limits, EventJudge* judge, ReceivedEvent& event,
                 TextArena& texts);

}  // namespace godwit::collector
