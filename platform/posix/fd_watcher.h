// Waits for an adapter's own file descriptors on the engine's thread, so that none needs another.
//
// Threads: the loop's; what is watched for is told there, between the loop's tasks.
#pragma once

#include "godwit/callback.h"

namespace godwit {

// Lifetime: the descriptor stays open, and the watch where it is, until unwatch().
struct FdWatch {
  int fd = -1;
  short events = 0;  // POLLIN and POLLOUT of poll(2); its owner may change them at any time.
  Callback<void()> ready;
};

class FdWatcher {
 public:
  virtual ~FdWatcher() = default;

  // `ready` is called each time that the loop has slept and one of the events, an error or a
  // hang-up is there; it is asked again until it was seen to.
  virtual void watch(FdWatch& watch) = 0;
  // `ready` is not called any more. Also from within it, and where it was never watched.
  virtual void unwatch(FdWatch& watch) = 0;
};

}  // namespace godwit
