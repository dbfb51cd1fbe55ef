// An event before it enters the queue, as a before-send hook sees it.
//
// Threads: none; it belongs to the hook while the hook runs.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <string_view>

#include "godwit/priority.h"

namespace godwit {

struct EventDraft {
  // Lifetime: a text that the hook puts here must stay alive until track() returns (static text, or
  // text that the application keeps).
  std::string_view name = {};
  std::string_view properties = {};  // A JSON object; checked again after the hook.
  Priority priority = Priority::normal;
  bool withheld = false;  // If true, the event is not taken, and track() answers `withheld`.
};

}  // namespace godwit

#endif  // GODWIT_CPP20
