#include "linux/bus_connection.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstring>
#include <iostream>

#include "contract/support/files.h"
#include "files/unique_fd.h"
#include "linux/recording_ports.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::linux_test;

TEST_CASE("bus connection: it waits while it is open, and not for ever", "[linux]") {
  if (BusLibrary::find() == nullptr) {
    std::cout << "skipped: there is no libsystemd\n";
    return;
  }
  // A bus that never answers.
  const TemporaryDirectory directory;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, directory.file("bus").c_str(), sizeof address.sun_path - 1);
  const UniqueFd silent(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(silent.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(silent.get(), 1) == 0);

  const StoppedClock clock;
  RecordingScheduler scheduler;
  RecordingWatcher watcher;
  const TimerId other = scheduler.run_at({5'000}, {});
  BusConnection connection(clock, scheduler, watcher, {});
  REQUIRE(connection.open("unix:path=" + directory.file("bus")));
  CHECK(watcher.watched.size() == 1);
  REQUIRE(scheduler.timers.size() == 2);  // sd-bus gives up authentication after 90 s.
  CHECK(scheduler.timers[1].second > clock.monotonic().ms);
  CHECK(scheduler.timers[1].second <= clock.monotonic().ms + 90'001);
  connection.wait();
  CHECK(scheduler.timers.size() == 2);
  connection.close();
  CHECK(watcher.watched.empty());
  REQUIRE(scheduler.timers.size() == 1);
  CHECK(scheduler.timers[0].first == other);
}
