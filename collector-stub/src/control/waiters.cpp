#include "control/waiters.h"

#include <utility>

namespace godwit::collector {

void Waiters::add(const ExchangePtr& exchange, std::uint64_t unique,
                  std::chrono::milliseconds timeout) {
  const std::uint64_t id = ++last_id_;
  waiting_.emplace(id, Waiter{exchange, unique});
  loop_.run_after(timeout, [this, id] { time_out(id); });
}

void Waiters::check(std::uint64_t unique) {
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    if (at->second.unique > unique) {
      ++at;
      continue;
    }
    const ExchangePtr exchange = std::move(at->second.exchange);
    at = waiting_.erase(at);
    exchange->reply(make_reply_(true));
  }
}

void Waiters::time_out(std::uint64_t id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return;
  const ExchangePtr exchange = std::move(found->second.exchange);
  waiting_.erase(found);
  exchange->reply(make_reply_(false));
}

}  // namespace godwit::collector
