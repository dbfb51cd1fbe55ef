#include "curl/curl_poller.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "contract/scheduler_contract.h"
#include "files/unique_fd.h"

using namespace godwit;

namespace {

// One end of a pipe that the loop watches, and the other.
struct WatchedPipe {
  explicit WatchedPipe(FdWatcher& on) : watcher(on) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    reading = UniqueFd(ends[0]);
    writing = UniqueFd(ends[1]);
    watch = {reading.get(), POLLIN, Callback<void()>::to<&WatchedPipe::on_ready>(this)};
    watcher.watch(watch);
  }
  ~WatchedPipe() { watcher.unwatch(watch); }

  void write() const { REQUIRE(::write(writing.get(), "x", 1) == 1); }
  void on_ready() {
    ++calls;
    if (then) then();
  }
  void read() const {
    char byte = 0;
    REQUIRE(::read(reading.get(), &byte, 1) == 1);
  }

  FdWatcher& watcher;
  UniqueFd reading;
  UniqueFd writing;
  FdWatch watch;
  int calls = 0;
  std::function<void()> then;
};

}  // namespace

TEST_CASE("curl_poller: an event loop over it keeps the contract of a Scheduler",
          "[contract][scheduler]") {
  check_scheduler_contract<CurlPoller>();
}

TEST_CASE("curl_poller: who watches a descriptor is called until it has seen to it", "[contract]") {
  CurlPoller poller;
  WatchedPipe pipe(poller);
  pipe.write();
  for (int turn = 1; turn <= 3; ++turn) {
    poller.wait(60'000);
    poller.perform();
    CHECK(pipe.calls == turn);
  }
  pipe.read();
  poller.wake();
  poller.wait(60'000);
  poller.perform();
  CHECK(pipe.calls == 3);
}

TEST_CASE("curl_poller: a hang-up is told to who watches", "[contract]") {
  CurlPoller poller;
  WatchedPipe pipe(poller);
  pipe.writing = UniqueFd();
  poller.wait(60'000);
  poller.perform();
  CHECK(pipe.calls == 1);
}

TEST_CASE("curl_poller: what is not watched any more is not called, though it was ready",
          "[contract]") {
  CurlPoller poller;
  WatchedPipe first(poller);
  WatchedPipe second(poller);
  first.then = [&] { poller.unwatch(second.watch); };
  second.then = [&] { poller.unwatch(first.watch); };
  first.write();
  second.write();
  poller.wait(60'000);
  poller.perform();
  CHECK(first.calls + second.calls == 1);
}

TEST_CASE("curl_poller: who is watched may change what it waits for", "[contract]") {
  CurlPoller poller;
  WatchedPipe pipe(poller);
  pipe.write();
  pipe.watch.events = 0;
  poller.wake();
  poller.wait(60'000);
  poller.perform();
  CHECK(pipe.calls == 0);
  pipe.watch.fd = pipe.writing.get();
  pipe.watch.events = POLLOUT;
  poller.wait(60'000);
  poller.perform();
  CHECK(pipe.calls == 1);
}
