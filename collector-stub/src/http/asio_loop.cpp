#include "http/asio_loop.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace godwit::collector {

void AsioLoop::post(std::function<void()> task) {
  boost::asio::post(context_, std::move(task));
}

void AsioLoop::run_after(std::chrono::milliseconds delay, std::function<void()> task) {
  if (closed_) return;
  const std::uint64_t id = ++last_timer_;
  auto& timer = *timers_.emplace(id, std::make_unique<boost::asio::steady_timer>(context_, delay))
                     .first->second;
  timer.async_wait([this, id, run = std::move(task)](const boost::system::error_code& error) {
    timers_.erase(id);
    if (!error && !closed_) run();
  });
}

void AsioLoop::drop_delayed() {
  closed_ = true;
  for (auto& [id, timer] : timers_) timer->cancel();
}

}  // namespace godwit::collector
