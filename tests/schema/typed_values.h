// Values as typed code can write them: of the right types, and otherwise whatever comes.
#pragma once

#include <random>
#include <string>

#include "typed_code/typed_model.h"

namespace godwit::schema {

// The JSON of an event's properties.
[[nodiscard]] std::string random_event(const EventModel& model, std::mt19937& chance);

}  // namespace godwit::schema
