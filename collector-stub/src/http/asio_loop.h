// The Loop over Boost.Asio: one io_context, which runs on the caller's thread in run().
//
// Threads: post() from any thread; everything else on the thread inside run(), or before it runs.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <unordered_map>

#include "loop.h"

namespace godwit::collector {

class AsioLoop final : public Loop {
 public:
  AsioLoop() : context_(1) {}
  AsioLoop(const AsioLoop&) = delete;
  AsioLoop& operator=(const AsioLoop&) = delete;

  [[nodiscard]] boost::asio::io_context& context() { return context_; }

  void post(std::function<void()> task) override;
  void run_after(std::chrono::milliseconds delay, std::function<void()> task) override;

  // Runs until there is nothing left to do.
  void run() { context_.run(); }
  // Drops every delayed task and accepts no more, so that run() can end.
  void drop_delayed();

 private:
  boost::asio::io_context context_;
  std::unordered_map<std::uint64_t, std::unique_ptr<boost::asio::steady_timer>> timers_;
  std::uint64_t last_timer_ = 0;
  bool closed_ = false;
};

}  // namespace godwit::collector
