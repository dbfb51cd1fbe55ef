// The world's events in the order of their time; equal times in the order in which they were given.
//
// True time is in ms and belongs to nobody's clock; devices derive theirs from it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace godwit::sim {

class Loop {
 public:
  using Work = std::function<void()>;

  [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }

  void at(std::int64_t when_ms, Work work) {
    heap_.push_back({when_ms < now_ms_ ? now_ms_ : when_ms, ++order_, std::move(work)});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  void after(std::int64_t delay_ms, Work work) { at(now_ms_ + delay_ms, std::move(work)); }

  // Runs the next piece of work, unless it is due after `end_ms`. Returns false where it is not.
  bool step(std::int64_t end_ms) {
    if (heap_.empty() || heap_.front().when_ms > end_ms) {
      now_ms_ = end_ms > now_ms_ ? end_ms : now_ms_;
      return false;
    }
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Item item = std::move(heap_.back());
    heap_.pop_back();
    now_ms_ = item.when_ms;
    item.work();
    return true;
  }

 private:
  struct Item {
    std::int64_t when_ms;
    std::uint64_t order;
    Work work;
  };
  static bool later(const Item& a, const Item& b) {
    return a.when_ms != b.when_ms ? a.when_ms > b.when_ms : a.order > b.order;
  }

  std::vector<Item> heap_;
  std::int64_t now_ms_ = 0;
  std::uint64_t order_ = 0;
};

}  // namespace godwit::sim
