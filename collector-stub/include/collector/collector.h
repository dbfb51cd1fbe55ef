// The collector: takes batches of events over HTTP and stores each event exactly once.
//
// Promise: an event that a 2xx reply counts as accepted is in the event files once, however often
// it was sent and whenever the process was killed (docs/collector.md has the commit order).
// Threads: one thread of its own does everything. Any one other thread may call the functions here;
// the collector's own may call none.
#pragma once

#include <cstdint>
#include <memory>

#include "collector/options.h"
#include "godwit/status.h"

namespace godwit::collector {

class Collector final {
 public:
  explicit Collector(Options options);
  // Stops the collector.
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Reads Options::schemas again, and checks events against them from the next request on. Call it
  // when the file has changed. start() calls it too, unless it was called before. Schemas that
  // cannot be used change nothing; if others stay in use, that is logged.
  // Errors: invalid_argument.
  [[nodiscard]] Status load_schemas();

  // Opens the data directory, repairs the files of a killed process, and listens. Call it once.
  // Errors: in_use, storage_unavailable, storage_corrupt, invalid_argument (the address, the
  // schemas).
  [[nodiscard]] Status start();

  // The port in use, after start().
  [[nodiscard]] std::uint16_t port() const;

  // The work that the collector does once a minute: it forgets old streams and applies retention.
  // For tests, which turn the clock themselves. Returns when the work is done.
  void run_maintenance();

  // Commits the received events, closes every connection and ends the thread. Safe to call twice.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace godwit::collector
