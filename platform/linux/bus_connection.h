// A connection to a D-Bus daemon that never blocks, because it runs on the engine's loop.
//
// Connecting, authentication and calls complete later, if ever. A connection that has ended is not
// opened again; every follower of an object on it then gets on_gone().
// Threads: the loop's.
#pragma once

#include <string>

#include "godwit/ports/clock.h"
#include "godwit/ports/scheduler.h"
#include "linux/bus_library.h"
#include "posix/fd_watcher.h"

namespace godwit {

class BusConnection {
 public:
  // Lifetime: all arguments outlive the connection.
  BusConnection(const Clock& clock, Scheduler& scheduler, FdWatcher& watcher,
                Callback<void()> ended);
  ~BusConnection() { close(); }
  BusConnection(const BusConnection&) = delete;
  BusConnection& operator=(const BusConnection&) = delete;

  // `address` as in the D-Bus specification; empty: the system's bus. False if there is no such
  // bus, or no library to speak with it.
  [[nodiscard]] bool open(const std::string& address);
  void close();

  // The library, and its handle of the connection. Valid only between open() and the connection's
  // end.
  [[nodiscard]] const BusLibrary& library() const { return *library_; }
  [[nodiscard]] sd_bus* bus() const { return bus_; }
  // Makes the loop wait for requests that were made on bus() outside its callbacks.
  void wait();

 private:
  void process();
  void on_timeout();

  const Clock& clock_;
  Scheduler& scheduler_;
  FdWatcher& watcher_;
  Callback<void()> ended_;
  const BusLibrary* library_ = nullptr;
  sd_bus* bus_ = nullptr;
  FdWatch watch_;
  TimerId timer_ = 0;
};

}  // namespace godwit
