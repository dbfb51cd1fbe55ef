// Judges an event beyond its form: the parser's interface to the schemas.
#pragma once

#include "wire/batch.h"

namespace godwit::collector {

class EventJudge {
 public:
  virtual ~EventJudge() = default;
  // Called for each well-formed event, once its whole text was read. May refuse it, set the version
  // that it follows, and mark it. New texts for that are kept in `texts`.
  virtual void judge(ReceivedEvent& event, TextArena& texts) = 0;
};

}  // namespace godwit::collector
