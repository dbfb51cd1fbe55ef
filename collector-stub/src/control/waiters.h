// Requests that wait until a number of events is stored (GET /inspect/wait).
//
// They block nobody: check() answers them after a commit, or their timer does.
// Threads: the loop's only.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>

#include "http/message.h"
#include "loop.h"

namespace godwit::collector {

class Waiters {
 public:
  using MakeReply = std::function<Reply(bool reached)>;

  // Lifetime: the loop must outlive it.
  Waiters(Loop& loop, MakeReply make_reply) : loop_(loop), make_reply_(std::move(make_reply)) {}

  void add(const ExchangePtr& exchange, std::uint64_t unique, std::chrono::milliseconds timeout);
  // Answers the requests that wait for at most `unique` events.
  void check(std::uint64_t unique);
  // Releases all waiting requests without an answer.
  void clear() { waiting_.clear(); }

  [[nodiscard]] std::size_t size() const { return waiting_.size(); }

 private:
  struct Waiter {
    ExchangePtr exchange;
    std::uint64_t unique = 0;
  };

  void time_out(std::uint64_t id);

  Loop& loop_;
  MakeReply make_reply_;
  std::map<std::uint64_t, Waiter> waiting_;  // In the order of arrival.
  std::uint64_t last_id_ = 0;
};

}  // namespace godwit::collector
