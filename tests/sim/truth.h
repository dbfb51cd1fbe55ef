// The model: every event that was ever tracked, and what may and must become of it.
//
// Knows nothing of how the core works. It is told what applications did, what disks lost, and what
// the network carried, and it holds the promises of the README against that. The first promise that
// is broken is kept as a sentence.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "godwit/delivery.h"
#include "godwit/priority.h"
#include "sim/disk.h"

namespace godwit::sim {

struct IdHash {
  std::size_t operator()(const Id& id) const {
    std::size_t word = 0;
    std::memcpy(&word, id.bytes.data() + 8, sizeof word);
    return word;
  }
};

// Why an event may be missing although it was accepted.
enum class Excuse : std::uint8_t { none, disk, purged };

inline constexpr std::uint32_t kNoOpening = ~0u;

struct TrackedEvent {
  std::uint32_t device = 0;
  std::uint32_t opening = kNoOpening;  // Unknown as long as the sequence number is.
  std::uint64_t sequence = 0;          // 0: not known yet, because the process died inside track().
  std::int64_t at_ms = 0;              // True time.
  Priority priority = Priority::normal;
  std::uint32_t user = 0;
  std::uint32_t super = 0;
  bool certain = false;  // track() answered ok; otherwise it may have been accepted, or not.
  bool synced = false;   // With power_safe: reported as committed.
  bool refusable = false;
  bool poisonous = false;
  Excuse excuse = Excuse::none;

  bool sent = false;
  bool stored = false;
  bool alone_400 = false;              // A batch that held it alone was answered 400…
  bool alone_413 = false;              // …or 413.
  std::uint32_t acked_process = 0;     // The process that was told that it is stored; 0: none.
  std::uint32_t declared_process = 0;  // The process that declared it as dropped; 0: none.
};

// One opening of the queue: a stream.
struct Opening {
  std::uint32_t device = 0;
  bool named = false;
  Id stream;
  std::uint32_t last_sequence = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> events;  // By sequence number.
  // Events that the client reported as dropped.
  struct Dropped {
    std::uint64_t first, last;
    DropReason reason;
  };
  std::vector<Dropped> dropped;
  std::uint64_t first_sent[kPriorityCount] = {};  // The highest that was ever sent.
};

class Truth {
 public:
  // The first broken promise; empty while all are kept.
  [[nodiscard]] const std::string& broken() const { return broken_; }
  void fail(std::string sentence) {
    if (broken_.empty()) broken_ = std::move(sentence);
  }
  // fail(), unless `kept`.
  void expect(bool kept, const char* promise, std::uint32_t event);

  // --- What applications did.

  std::uint32_t track(TrackedEvent event);
  // track() answered ok: the event has this number in its device's newest opening.
  void accept(std::uint32_t event, std::uint64_t sequence);
  // An event whose process died inside track() turns up after all.
  void settle(std::uint32_t event, const Id& stream, std::uint64_t sequence);
  // A process begins: what the device accepts next is of another opening.
  void end_opening(std::uint32_t device) { newest_.erase(device); }
  // A process has died whose newest opening was in memory, for want of consent; or perhaps was.
  void lose_newest(std::uint32_t device, Excuse excuse);
  // Everything that the device has not delivered is forgotten, as its user asked…
  void purge(std::uint32_t device);
  // …or perhaps not: the process died, or the store failed, before that was done.
  void leave_purge_open(std::uint32_t device);
  // power_safe: the newest opening's events up to this one are on the disk.
  void note_synced(std::uint32_t device, std::uint64_t sequence);
  void note_dropped(std::uint32_t device, const DeliveryReport& report);

  // --- What disks lost.

  // These, and what was dropped and not declared yet.
  void lose(std::uint32_t device, const std::vector<HeldEvent>& events);
  // Nothing was lost: what is neither delivered nor dropped is held, in the store or staged.
  void expect_held(std::uint32_t device, const std::vector<HeldEvent>& held);
  // Damage took all that was in the store, or an older copy replaced it: nothing is known to be
  // on the disk for certain.
  void lose_store(std::uint32_t device);
  // Everything undelivered that is not held any more may be missing.
  void survey(std::uint32_t device, const std::vector<HeldEvent>& held, bool power_cut);

  // --- Reading.

  [[nodiscard]] TrackedEvent& event(std::uint32_t id) { return events_[id]; }
  [[nodiscard]] std::size_t size() const { return events_.size(); }
  [[nodiscard]] std::vector<Opening>& openings() { return openings_; }
  // The opening of a stream, or null.
  [[nodiscard]] Opening* find(const Id& stream);
  // Says which stream an opening is; a stream that belongs to another is a broken promise.
  void name(std::uint32_t opening, const Id& stream);
  // The opening that the device is adding to; kNoOpening before its first event.
  [[nodiscard]] std::uint32_t newest(std::uint32_t device) const {
    const auto found = newest_.find(device);
    return found == newest_.end() ? kNoOpening : found->second;
  }
  // Whether the client said that it dropped this event.
  [[nodiscard]] static bool reported_dropped(const Opening& opening, std::uint64_t sequence);

 private:
  std::uint32_t open(std::uint32_t device);
  [[nodiscard]] std::set<std::uint32_t> events_of(const std::vector<HeldEvent>& held);

  std::string broken_;
  std::vector<TrackedEvent> events_;
  std::vector<Opening> openings_;
  std::unordered_map<std::uint32_t, std::uint32_t> newest_;  // For each device.
  std::unordered_map<Id, std::uint32_t, IdHash> streams_;
};

// The properties that an event was tracked with, from its number alone.
[[nodiscard]] std::string properties_of(std::uint32_t event);
// The number in such properties; ~0 where there is none.
[[nodiscard]] std::uint32_t event_of(std::string_view properties);

}  // namespace godwit::sim
