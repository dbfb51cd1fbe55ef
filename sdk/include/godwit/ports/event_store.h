// The EventStore port: a transactional table of segments, and a few named values.
//
// A segment is a blob of events with a few columns beside it (SegmentInfo). The store keeps and
// returns; what to lease, evict or merge is decided by the core, which holds the index in memory.
//
// Completions are posted, run exactly once, and in the order of the calls. What an argument points
// to must stay alive and unchanged until the completion has run.
// Threads: all calls and completions on the scheduler's thread.
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstdint>
#include <span>
#include <string_view>

#include "godwit/callback.h"
#include "godwit/id.h"
#include "godwit/priority.h"
#include "godwit/status.h"

namespace godwit {

struct SegmentInfo {
  std::uint64_t id = 0;  // Given by the core, counting up; never 0.
  Id stream = {};
  std::uint64_t first_sequence = 0;
  std::uint64_t last_sequence = 0;
  std::uint32_t event_count = 0;
  std::uint32_t size_bytes = 0;   // Of the body.
  std::int64_t stored_at_ms = 0;  // On the core's own timeline (queue/timeline.h), not a clock.
  Priority priority = Priority::normal;
  friend bool operator==(const SegmentInfo&, const SegmentInfo&) = default;
};

struct SegmentPut {
  SegmentInfo info = {};
  std::string_view body = {};
};

struct NamedValue {
  std::string_view name = {};
  std::string_view value = {};  // Empty erases the name.
};

// Everything in one write is committed together or not at all.
struct StoreWrite {
  std::span<const std::uint64_t> erases = {};  // Ids; unknown ones are ignored. Done first.
  std::span<const SegmentPut> puts = {};       // Replaces a segment of the same id.
  std::span<const NamedValue> values = {};
  bool wait_for_disk = false;  // Durability: complete only once a power cut cannot undo it.
};

// Receives what load() and read() find. Views are valid during the call only.
class StoreVisitor {
 public:
  virtual void on_segment(const SegmentInfo& info, std::string_view body) = 0;
  virtual void on_value(std::string_view name, std::string_view value) = 0;

 protected:
  ~StoreVisitor() = default;
};

class EventStore {
 public:
  using Done = Callback<void(const Status&)>;
  virtual ~EventStore() = default;

  // Errors, of all: storage_unavailable (nothing of it was done; it may be tried again);
  // storage_corrupt (what was stored is set aside; the store is empty and goes on).

  // Visits every segment's info, ordered by id and with an empty body, and every value.
  virtual void load(StoreVisitor& visitor, Done done) = 0;
  // Visits the segments with these ids, with their bodies, in the order asked; unknown ones are
  // passed over.
  virtual void read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) = 0;
  virtual void commit(const StoreWrite& write, Done done) = 0;
  // Erases everything so that it cannot be recovered from the files, as far as the medium allows.
  virtual void purge(Done done) = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
