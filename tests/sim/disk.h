// The memory that outlives a device's processes: the staging region and the store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "godwit/ports/event_store.h"
#include "sim/random.h"

namespace godwit::sim {

struct StoreContents {
  struct Segment {
    SegmentInfo info;
    std::string body;
  };
  std::map<std::uint64_t, Segment> segments;
  std::map<std::string, std::string, std::less<>> values;

  [[nodiscard]] std::uint64_t bytes() const;
  void apply(const StoreWrite& write);
};

// One state of all that a data directory holds.
struct DiskState {
  std::vector<std::uint64_t> staging;
  StoreContents store;
};

// An event that a disk still holds in a form that the next process can deliver.
struct HeldEvent {
  Id stream;
  std::uint64_t sequence = 0;
};

class Disk {
 public:
  static constexpr std::size_t kPageBytes = 4096;

  explicit Disk(std::size_t staging_bytes) {
    state_.staging.resize(staging_bytes / sizeof(std::uint64_t));
    synced_ = backup_ = state_;
  }

  [[nodiscard]] std::span<std::byte> region() {
    return std::as_writable_bytes(std::span(state_.staging));
  }
  [[nodiscard]] DiskState& state() { return state_; }
  [[nodiscard]] StoreContents& store() { return state_.store; }

  // The medium has what was written so far: a power cut cannot undo it.
  void sync_store() { synced_.store = state_.store; }
  void sync_staging() { synced_.staging = state_.staging; }
  // The power is cut: the store is as it is, or as it was synced; so is each page of the region.
  void cut_power(Random& random);

  // Somebody copies the directory away, or puts the copy back.
  void back_up() { backup_ = state_; }
  void restore() { state_ = synced_ = backup_; }

  // One bit flips in a stored segment, or in the region. False where there is nothing to damage.
  bool damage_segment(Random& random);
  void damage_staging(Random& random);

  // Every event that stands in an intact segment of the store.
  [[nodiscard]] std::vector<HeldEvent> stored() const;
  // Every event that a process started now would find: the stored ones, and the staged ones.
  [[nodiscard]] std::vector<HeldEvent> held() const;

 private:
  DiskState state_;
  DiskState synced_;
  DiskState backup_;
};

}  // namespace godwit::sim
