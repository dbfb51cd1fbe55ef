// The opening of a stream, by whom and when. Recovered events keep their identity and time by it.
#pragma once

#include <cstdint>

#include "godwit/id.h"
#include "godwit/ports/clock.h"

namespace godwit {

struct StreamOpening {
  Id installation;
  Id stream;
  Id boot;
  MonotonicTime monotonic;  // Compares with the clock only while the boot id is the same.
  WallTime wall;
};

}  // namespace godwit
