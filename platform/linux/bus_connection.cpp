#include "linux/bus_connection.h"

#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace godwit {
namespace {

// The D-Bus specification's place of the system's bus, unless the environment names another.
constexpr const char* kSystemSocket = "/var/run/dbus/system_bus_socket";

// Empty if there is no such bus; then there is no reason to load a library for it.
std::string system_bus_address() {
  const char* const said = ::secure_getenv("DBUS_SYSTEM_BUS_ADDRESS");
  if (said != nullptr && *said != '\0') return said;
  if (::access(kSystemSocket, F_OK) != 0) return {};
  return std::string("unix:path=") + kSystemSocket;
}

// The time of the clock that the library uses.
std::uint64_t library_now_us() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 +
         static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
}

}  // namespace

BusConnection::BusConnection(const Clock& clock, Scheduler& scheduler, FdWatcher& watcher,
                             Callback<void()> ended)
    : clock_(clock), scheduler_(scheduler), watcher_(watcher), ended_(ended) {}

bool BusConnection::open(const std::string& address) {
  const std::string chosen = address.empty() ? system_bus_address() : address;
  if (chosen.empty()) return false;
  library_ = BusLibrary::find();
  if (library_ == nullptr || library_->sd_bus_new(&bus_) < 0) return false;
  if (library_->sd_bus_set_address(bus_, chosen.c_str()) < 0 ||
      library_->sd_bus_set_bus_client(bus_, 1) < 0 || library_->sd_bus_start(bus_) < 0) {
    close();
    return false;
  }
  watch_.ready = Callback<void()>::to<&BusConnection::process>(this);
  watcher_.watch(watch_);
  wait();
  return true;
}

void BusConnection::close() {
  if (bus_ == nullptr) return;
  watcher_.unwatch(watch_);
  scheduler_.cancel(timer_);
  timer_ = 0;
  library_->sd_bus_close_unref(bus_);  // Does not wait for unsent messages.
  bus_ = nullptr;
}

void BusConnection::process() {
  int more = 1;
  while (more > 0) more = library_->sd_bus_process(bus_, nullptr);
  if (more == 0) {
    wait();
    return;
  }
  close();
  ended_();
}

void BusConnection::on_timeout() {
  timer_ = 0;
  process();
}

// After each step the library says which events it waits for, and until when.
void BusConnection::wait() {
  watch_.fd = library_->sd_bus_get_fd(bus_);
  const int events = library_->sd_bus_get_events(bus_);
  watch_.events = static_cast<short>(events < 0 ? 0 : events);
  scheduler_.cancel(timer_);
  timer_ = 0;
  std::uint64_t until_us = UINT64_MAX;
  if (library_->sd_bus_get_timeout(bus_, &until_us) <= 0 || until_us == UINT64_MAX) return;
  const std::uint64_t now_us = library_now_us();
  const std::uint64_t left_us = until_us > now_us ? until_us - now_us : 0;
  const MonotonicTime when = {clock_.monotonic().ms + static_cast<std::int64_t>(left_us / 1'000) +
                              1};
  timer_ = scheduler_.run_at(when, Task::to<&BusConnection::on_timeout>(this));
}

}  // namespace godwit
