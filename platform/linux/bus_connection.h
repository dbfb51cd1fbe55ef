// A connection to a D-Bus daemon that never blocks: it lives on the engine's loop.
//
// Connecting, authentication and calls complete later, if ever. Once the connection has ended it is
// not made again, and everybody who follows an object on it is told that it is gone.
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
  // Lifetime: all of them outlive the connection.
  BusConnection(const Clock& clock, Scheduler& scheduler, FdWatcher& watcher,
                Callback<void()> ended);
  ~BusConnection() { close(); }
  BusConnection(const BusConnection&) = delete;
  BusConnection& operator=(const BusConnection&) = delete;

  // `address` as in the D-Bus specification; empty: the system's bus. False where there is none, or
  // no library that speaks with it.
  [[nodiscard]] bool open(const std::string& address);
  void close();

  // The library, and what it calls the connection. Only between open() and the end.
  [[nodiscard]] const BusLibrary& library() const { return *library_; }
  [[nodiscard]] sd_bus* bus() const { return bus_; }
  // Lets the loop wait for what was asked of bus() outside of its callbacks.
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
