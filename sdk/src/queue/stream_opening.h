// Who opened a stream and when: what recovered events need to keep their identity and their time.
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
