#include "posix/condition_poller.h"

#include <chrono>

namespace godwit {

void ConditionPoller::wait(int timeout_ms) noexcept {
  std::unique_lock lock(mutex_);
  const auto woken = [this] { return woken_; };
  if (timeout_ms < 0) {
    changed_.wait(lock, woken);
  } else {
    changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms), woken);
  }
  woken_ = false;
}

void ConditionPoller::wake() noexcept {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

}  // namespace godwit
