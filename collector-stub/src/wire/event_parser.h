// Reads one event of a batch and judges it.
//
// A bad event gets a verdict and does not spoil the batch. Only text that is not JSON does, and the
// reader then has the error.
#pragma once

#include "base/json_reader.h"
#include "collector/limits.h"
#include "wire/batch.h"
#include "wire/event_judge.h"

namespace godwit::collector {

// The reader is on the event's opening brace, and afterwards on its closing one. The judge, if
// there is one, gets every well-formed event. Texts of verdicts are kept in `texts`.
void parse_event(JsonReader& reader, const Limits& limits, EventJudge* judge, ReceivedEvent& event,
                 TextArena& texts);

}  // namespace godwit::collector
