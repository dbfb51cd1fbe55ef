// The collector: takes batches of events over HTTP and stores each event exactly once.
//
// Promise: an event that a 2xx reply counts as accepted is in the event files once, whatever was
// sent again and whenever the process was killed (docs/collector.md has the commit order).
// Threads: one thread of its own does everything. The functions here may be called from any one
// other thread; none from the collector's own.
#pragma once

#include <cstdint>
#include <memory>

#include "collector/options.h"
#include "godwit/status.h"

namespace godwit::collector {

class Collector final {
 public:
  explicit Collector(Options options);
  // Stops it.
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Reads Options::schemas, anew each time, and holds events against them from the next request on.
  // start() does it too, unless it was done before; call it when the file has changed. Schemas that
  // cannot be used change nothing, and that is logged where others stay in use.
  // Errors: invalid_argument.
  [[nodiscard]] Status load_schemas();

  // Opens the data directory, repairs what a killed process left, and listens. Call it once.
  // Errors: in_use, storage_unavailable, storage_corrupt, invalid_argument (the address,
  // the schemas).
  [[nodiscard]] Status start();

  // The port in use, after start().
  [[nodiscard]] std::uint16_t port() const;

  // What happens by itself once a minute: forgets old streams, applies retention. For tests,
  // which turn the clock themselves. Returns when it is done.
  void run_maintenance();

  // Commits what was received, closes every connection and ends the thread. Safe to call twice.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace godwit::collector
