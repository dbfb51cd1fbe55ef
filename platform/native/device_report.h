// Joins the application's reports about the device with the system's, and passes them to the
// engine.
//
// The application's report on power replaces the system's whole report on power, until the
// application takes it back. The same holds for the network. The application counts as being in the
// foreground until it says otherwise.
// Threads: say() on any; everything else on the loop's.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "engine.h"
#include "godwit/config.h"
#include "native/event_loop.h"
#include "posix/system_signals.h"

namespace godwit {

// The application's reports. An empty member means: use the system's.
struct SaidOfDevice {
  std::optional<PowerState> power;
  std::optional<NetworkState> network;
  AppState app = AppState::foreground;
};

class DeviceReport {
 public:
  // Lifetime: all arguments outlive the report.
  DeviceReport(const Clock& clock, EventLoop& loop, FdWatcher& watcher)
      : clock_(clock), loop_(loop), watcher_(watcher) {}

  // Applies `change` to the application's reports. Never blocks.
  template <typename Change>
  void say(const Change& change) {
    {
      const std::lock_guard lock(mutex_);
      change(said_);
    }
    loop_.post(Task::to<&DeviceReport::tell>(this));
  }

  // Listens to the system from now on. If the collector is on this machine (`local`), a missing
  // network does not matter and is ignored. A second call has no effect.
  void listen(const SystemSignalOptions& options, bool local);
  // Sets the engine that receives the reports from now on; null: none.
  void tell_engine(Engine* engine);
  // Stops listening to the system.
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
