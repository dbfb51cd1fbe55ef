// Requests that wait until so many events are stored (GET /inspect/wait).
//
// Nobody is blocked by them: each is answered from check() after a commit, or by its timer.
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
  // Answers those that wait for no more than `unique` events.
  void check(std::uint64_t unique);
  // Lets go of all without an answer.
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
  std::map<std::uint64_t, Waiter> waiting_;  // By their order of coming.
  std::uint64_t last_id_ = 0;
};

}  // namespace godwit::collector
