// What the operating system says of power and network: the seam between the wiring and the adapter
// of each system. What it does not say is unknown, and holds nothing back.
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

// What a system's adapter is given. Lifetime: all of it outlives the adapter.
struct SystemSignalPorts {
  const Clock& clock;
  Scheduler& scheduler;
  FdWatcher& watcher;
  Callback<void()> changed;  // now() says something else than before.
};

// The adapter of this system; what can be known without waiting is known at once. Never null.
[[nodiscard]] std::unique_ptr<SystemSignals> open_system_signals(const SystemSignalOptions& options,
                                                                 const SystemSignalPorts& ports);

}  // namespace godwit
