// An EventStore in memory, for trackers that cannot or must not use a disk. Only the core bounds
// its size: it keeps `queue_bytes_max` on any store. Its commits never fail, and never outlive the
// process.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>

#include "memory/serial_event_store.h"

namespace godwit {

class MemoryEventStore final : public SerialEventStore {
 public:
  explicit MemoryEventStore(Scheduler& scheduler) : SerialEventStore(scheduler) {}

 private:
  struct Segment {
    SegmentInfo info;
    std::string body;
  };

  Status load_now(StoreVisitor& visitor) override;
  Status read_now(std::span<const std::uint64_t> ids, StoreVisitor& visitor) override;
  Status commit_now(const StoreWrite& write) override;
  Status purge_now() override;

  std::map<std::uint64_t, Segment> segments_;
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace godwit
