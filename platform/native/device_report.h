// Joins what the application says of the device with what the system says, and tells the engine.
//
// The application's word on power wins over the system's as a whole, until it is taken back; so
// does its word on the network. That it is in the foreground is taken for granted. Threads: say()
// on any; everything else on the loop's.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "engine.h"
#include "godwit/config.h"
#include "native/event_loop.h"
#include "posix/system_signals.h"

namespace godwit {

// What the application says; nothing: as the system says.
struct SaidOfDevice {
  std::optional<PowerState> power;
  std::optional<NetworkState> network;
  AppState app = AppState::foreground;
};

class DeviceReport {
 public:
  // Lifetime: all of them outlive the report.
  DeviceReport(const Clock& clock, EventLoop& loop, FdWatcher& watcher)
      : clock_(clock), loop_(loop), watcher_(watcher) {}

  // Takes over what `change` makes of what was said before. Never waits.
  template <typename Change>
  void say(const Change& change) {
    {
      const std::lock_guard lock(mutex_);
      change(said_);
    }
    loop_.post(Task::to<&DeviceReport::tell>(this));
  }

  // From now on the system is listened to. Where the collector is on this machine (`local`), that
  // the system has no network is nothing to it. Called again, it does nothing.
  void listen(const SystemSignalOptions& options, bool local);
  // Whom to tell from now on; null: nobody.
  void tell_engine(Engine* engine);
  // Listens to the system no more.
  void end();

 private:
  void tell();
  [[nodiscard]] SystemConditions system_says() const;

  const Clock& clock_;
  EventLoop& loop_;
  FdWatcher& watcher_;
  std::mutex mutex_;
  SaidOfDevice said_;  // Guarded by mutex_.
  Engine* engine_ = nullptr;
  DeviceConditions told_;
  std::unique_ptr<SystemSignals> system_;
  bool local_ = false;
};

}  // namespace godwit
