// How the engine's thread sleeps: the seam between EventLoop and what it waits for.
//
// Threads: wake() from any thread; the rest on the loop's thread.
#pragma once

namespace godwit {

class Poller {
 public:
  virtual ~Poller() = default;

  // Sleeps until wake() is called, there is something to perform, or `timeout_ms` have passed;
  // negative: as long as it takes. A wake() that came before counts. May return too early.
  virtual void wait(int timeout_ms) = 0;
  virtual void wake() = 0;
  // Does what is ready, without blocking.
  virtual void perform() = 0;
};

}  // namespace godwit
