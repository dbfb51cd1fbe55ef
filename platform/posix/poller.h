// The interface through which the engine's thread sleeps: it separates EventLoop from the things it
// waits for.
//
// Threads: wake() from any thread; the rest on the loop's thread.
#pragma once

namespace godwit {

class Poller {
 public:
  virtual ~Poller() = default;

  // Sleeps until wake() is called, until there is something to perform, or until `timeout_ms` have
  // passed; negative: no time limit. A wake() before the call counts. May return too early.
  virtual void wait(int timeout_ms) = 0;
  virtual void wake() = 0;
  // Performs ready work, without blocking.
  virtual void perform() = 0;
};

}  // namespace godwit
