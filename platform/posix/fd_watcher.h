// Waits for an adapter's own file descriptors on the engine's thread, so that no adapter needs a
// thread.
//
// Threads: the loop's; `ready` runs there, between the loop's tasks.
#pragma once

#include "godwit/callback.h"

namespace godwit {

// Lifetime: until unwatch(), the descriptor stays open and the watch stays at its address.
struct FdWatch {
  int fd = -1;
  short events = 0;  // POLLIN and POLLOUT of poll(2); its owner may change them at any time.
  Callback<void()> ready;
};

class FdWatcher {
 public:
  virtual ~FdWatcher() = default;

  // Calls `ready` after each sleep of the loop if one of the events, an error or a hang-up is
  // there. The call repeats until the owner has dealt with it.
  virtual void watch(FdWatch& watch) = 0;
  // `ready` is not called any more. May be called from within `ready`, and for a watch that was
  // never added.
  virtual void unwatch(FdWatch& watch) = 0;
};

}  // namespace godwit
