// Lets a call on any thread wait for the engine's thread.
//
// Threads: the tracker's mutex guards `done` and `status`. Only the engine's thread sets them, and
// it reads them without the mutex.
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

// Callbacks run on the engine's thread, which cannot wait for itself.
inline Status from_callback() {
  return Status(StatusCode::invalid_argument, "this cannot be called from a callback");
}

}  // namespace godwit
