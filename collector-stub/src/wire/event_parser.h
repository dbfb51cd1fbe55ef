// Reads one event of a batch and judges it.
//
// A bad event gets a verdict and does not spoil the batch; only text that is not JSON does, which
// shows in the reader.
#pragma once

#include "base/json_reader.h"
#include "collector/limits.h"
#include "wire/batch.h"

namespace godwit::collector {

// The reader stands on the event's opening brace, and afterwards on its closing one.
void parse_event(JsonReader& reader, const Limits& limits, ReceivedEvent& event);

}  // namespace godwit::collector
