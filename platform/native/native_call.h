// How a call on any thread waits for the engine's.
//
// Threads: `done` and `status` are guarded by the tracker's mutex; the engine's thread, which alone
// sets them, reads them without it.
#pragma once

#include <functional>

#include "native/native_tracker.h"

namespace godwit {

struct NativeTracker::Call {
  std::function<void(Engine::Done)> start;
  NativeTracker* tracker = nullptr;
  bool done = false;
  Status status;

  void run() { start(completion()); }
  [[nodiscard]] Engine::Done completion() { return Engine::Done::to<&Call::finish>(this); }
  void finish(const Status& result) {
    const std::lock_guard lock(tracker->mutex_);
    status = result;
    done = true;
    tracker->changed_.notify_all();
  }
};

inline Status closed() {
  return Status(StatusCode::closed, "the tracker is closed");
}

// The thread of callbacks is the engine's: it cannot wait for itself.
inline Status from_callback() {
  return Status(StatusCode::invalid_argument, "this cannot be called from a callback");
}

}  // namespace godwit
