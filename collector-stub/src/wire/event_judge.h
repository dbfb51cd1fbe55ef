// What is asked of an event beyond its form: the parser's view of the schemas.
#pragma once

#include "wire/batch.h"

namespace godwit::collector {

class EventJudge {
 public:
  virtual ~EventJudge() = default;
  // Sees each event that is well-formed, once its whole text was read. May refuse it, set the
  // version that it follows, and mark it; texts that are made for that are kept in `texts`.
  virtual void judge(ReceivedEvent& event, TextArena& texts) = 0;
};

}  // namespace godwit::collector
