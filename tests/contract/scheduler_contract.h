// The contract of a Scheduler, for EventLoop over each of its pollers. Each poller's test file runs
// it.
#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "native/event_loop.h"
#include "posix/posix_clock.h"
#include "posix/system_entropy.h"
#include "support/catch.h"

namespace godwit {

// Counts how often the loop went to sleep.
template <typename Inner>
class CountingPoller final : public Poller {
 public:
  void wait(int timeout_ms) override {
    ++waits;
    inner_.wait(timeout_ms);
  }
  void wake() override { inner_.wake(); }
  void perform() override { inner_.perform(); }

  int waits = 0;  // Waits of the loop's thread.

 private:
  Inner inner_;
};

template <typename Inner>
struct SchedulerFixture {
  SystemEntropy entropy;
  PosixClock clock{entropy};
  CountingPoller<Inner> poller;
  EventLoop loop{clock, poller};

  [[nodiscard]] MonotonicTime in(std::int64_t ms) const { return {clock.monotonic().ms + ms}; }
};

// Notes its number when it runs; the last one of a test stops the loop.
struct Note {
  std::vector<int>* order = nullptr;
  int number = 0;
  EventLoop* stop = nullptr;

  void run() {
    order->push_back(number);
    if (stop != nullptr) stop->stop();
  }
  Task task() { return Task::to<&Note::run>(this); }
};

// Call it inside a TEST_CASE: each SECTION is one claim.
template <typename Inner>
void check_scheduler_contract() {
  SchedulerFixture<Inner> fixture;

  SECTION("posted tasks run in order, never inside post()") {
    std::vector<int> order;
    Note notes[] = {{&order, 0}, {&order, 1}, {&order, 2, &fixture.loop}};
    for (Note& note : notes) fixture.loop.post(note.task());
    CHECK(order.empty());
    fixture.loop.run();
    CHECK(order == std::vector<int>{0, 1, 2});
  }

  SECTION("a task posted by a task runs after it") {
    struct Chain {
      EventLoop& loop;
      int depth = 0;
      bool inside = false;
      void run() {
        REQUIRE_FALSE(std::exchange(inside, true));
        if (++depth == 1000) {
          loop.stop();
        } else {
          loop.post(Task::to<&Chain::run>(this));
        }
        inside = false;
      }
    } chain{fixture.loop};
    fixture.loop.post(Task::to<&Chain::run>(&chain));
    fixture.loop.run();
    CHECK(chain.depth == 1000);
    CHECK(fixture.poller.waits == 0);
  }

  SECTION("timers run by time, and at one time in the order given") {
    std::vector<int> order;
    const MonotonicTime soon = fixture.in(20);
    const MonotonicTime later = fixture.in(40);
    Note notes[] = {{&order, 0}, {&order, 1}, {&order, 2},
                    {&order, 3}, {&order, 4}, {&order, 5, &fixture.loop}};
    fixture.loop.run_at(later, notes[4].task());
    fixture.loop.run_at(soon, notes[1].task());
    fixture.loop.run_at(soon, notes[2].task());
    fixture.loop.run_at(later, notes[5].task());
    fixture.loop.run_at(soon, notes[3].task());
    fixture.loop.run_at({0}, notes[0].task());
    fixture.loop.run();
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5});
  }

  SECTION("a timer never runs early") {
    struct Ticks {
      SchedulerFixture<Inner>& fixture;
      MonotonicTime due{};
      int left = 30;
      bool early = false;
      void set() {
        due = fixture.in(left % 4);
        fixture.loop.run_at(due, Task::to<&Ticks::run>(this));
      }
      void run() {
        early = early || fixture.clock.monotonic() < due;
        if (--left == 0) {
          fixture.loop.stop();
        } else {
          set();
        }
      }
    } ticks{fixture};
    ticks.set();
    fixture.loop.run();
    CHECK_FALSE(ticks.early);
  }

  SECTION("a cancelled timer does not run, and others stay") {
    std::vector<int> order;
    Note notes[] = {{&order, 0}, {&order, 1}, {&order, 2}, {&order, 3}, {&order, 4, &fixture.loop}};
    TimerId timers[5];
    for (int at : {3, 1, 4, 0, 2})
      timers[at] = fixture.loop.run_at(fixture.in(at), notes[at].task());
    for (const TimerId timer : timers) CHECK(timer != 0);
    fixture.loop.cancel(timers[0]);
    fixture.loop.cancel(timers[2]);
    fixture.loop.cancel(timers[2]);
    fixture.loop.cancel(0);
    fixture.loop.cancel(12345);
    fixture.loop.run();
    CHECK(order == std::vector<int>{1, 3, 4});
    fixture.loop.cancel(timers[3]);
  }

  SECTION("a due timer can cancel the next") {
    std::vector<int> order;
    struct Canceller {
      EventLoop& loop;
      TimerId target = 0;
      void run() { loop.cancel(target); }
    } canceller{fixture.loop};
    Note cancelled{&order, 1};
    Note last{&order, 2, &fixture.loop};
    fixture.loop.run_at({1}, Task::to<&Canceller::run>(&canceller));
    canceller.target = fixture.loop.run_at({2}, cancelled.task());
    fixture.loop.run_at({3}, last.task());
    fixture.loop.run();
    CHECK(order == std::vector<int>{2});
  }

  SECTION("post() from other threads wakes it and keeps each one's order") {
    constexpr int kThreads = 4;
    constexpr int kTasks = 2000;
    struct Sender {
      EventLoop& loop;
      std::atomic<int>& threads_left;
      int seen = 0;
      void run() {
        if (++seen == kTasks && --threads_left == 0) loop.stop();
      }
    };
    std::atomic<int> threads_left = kThreads;
    std::vector<Sender> senders(kThreads, Sender{fixture.loop, threads_left});
    std::vector<std::thread> threads;
    for (Sender& sender : senders) {
      threads.emplace_back([&sender] {
        for (int task = 0; task < kTasks; ++task) {
          sender.loop.post(Task::to<&Sender::run>(&sender));
          if (task % 64 == 0) std::this_thread::yield();
        }
      });
    }
    fixture.loop.run();
    for (std::thread& thread : threads) thread.join();
    for (const Sender& sender : senders) CHECK(sender.seen == kTasks);
  }

  SECTION("stop() wakes it, and what was posted before has run") {
    std::vector<int> order;
    std::promise<void> running;
    struct Started {
      std::promise<void>& promise;
      void run() { promise.set_value(); }
    } started{running};
    Note never{&order, 0};
    Note note{&order, 1};
    fixture.loop.run_at(fixture.in(3'600'000), never.task());
    fixture.loop.post(Task::to<&Started::run>(&started));
    std::thread thread([&] { fixture.loop.run(); });
    running.get_future().wait();
    fixture.loop.post(note.task());
    fixture.loop.stop();
    thread.join();
    CHECK(order == std::vector<int>{1});
  }

  SECTION("it does not wake while nothing is due") {
    std::vector<int> order;
    Note last{&order, 0, &fixture.loop};
    fixture.loop.run_at(fixture.in(300), last.task());
    fixture.loop.run();
    CHECK(fixture.poller.waits <= 2);
  }
}

}  // namespace godwit
