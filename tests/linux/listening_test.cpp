// The kernel is listened to where it has something to say, and no longer than that.
#include <linux/netlink.h>
#include <sys/stat.h>

#include "contract/support/files.h"
#include "linux/netlink_socket.h"
#include "linux/power_supply_watch.h"
#include "linux/recording_ports.h"
#include "support/catch.h"

using namespace godwit;
using namespace godwit::linux_test;

TEST_CASE("netlink socket: one that the system does not have is not waited for", "[linux]") {
  constexpr int kNoProtocol = 99;
  RecordingWatcher watcher;
  NetlinkSocket socket(watcher);
  socket.open(kNoProtocol, 1, {});
  CHECK(watcher.watched.empty());
  socket.open(NETLINK_ROUTE, 0, {});
  CHECK(watcher.watched.size() == 1);
  socket.open(NETLINK_ROUTE, 0, {});  // It is open already.
  CHECK(watcher.watched.size() == 1);
  socket.close();
  CHECK(watcher.watched.empty());
}

TEST_CASE("power supply watch: announcements are waited for only where there is a battery",
          "[linux]") {
  const TemporaryDirectory root;
  RecordingWatcher watcher;
  PowerSupplyWatch supplies(root.path(), watcher, {});
  supplies.start();
  CHECK(watcher.watched.empty());
  supplies.stop();
  ::mkdir(root.file("BAT0").c_str(), 0700);
  write_file(root.file("BAT0/type"), "Battery\n");
  supplies.start();
  CHECK(watcher.watched.size() == 1);
  supplies.stop();
  CHECK(watcher.watched.empty());
}
