// The operating system's reports about power and network: the interface between the wiring and the
// adapter of each system. An unreported fact is unknown, and holds nothing back.
//
// Threads: everything on the loop's.
#pragma once

#include <memory>

#include "godwit/config.h"
#include "godwit/device.h"
#include "godwit/ports/scheduler.h"
#include "posix/fd_watcher.h"

namespace godwit {

struct SystemConditions {
  NetworkState network;
  PowerState power;
  bool operator==(const SystemConditions&) const = default;
};

class SystemSignals {
 public:
  virtual ~SystemSignals() = default;
  [[nodiscard]] virtual SystemConditions now() const = 0;
};

// The ports of a system's adapter. Lifetime: all of them outlive the adapter.
struct SystemSignalPorts {
  const Clock& clock;
  Scheduler& scheduler;
  FdWatcher& watcher;
  Callback<void()> changed;  // Called when the result of now() has changed.
};

// The adapter of this system. Facts that need no wait are known at once. Never null.
[[nodiscard]] std::unique_ptr<SystemSignals> open_system_signals(const SystemSignalOptions& options,
                                                                 const SystemSignalPorts& ports);

}  // namespace godwit
