// A Poller that waits only for wake(), for builds whose transport does not poll.
#pragma once

#include <condition_variable>
#include <mutex>

#include "posix/poller.h"

namespace godwit {

class ConditionPoller final : public Poller {
 public:
  void wait(int timeout_ms) noexcept override;
  void wake() noexcept override;
  void perform() noexcept override {}

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
};

}  // namespace godwit
