// The EventStore port: a transactional table of segments, and a few named values.
//
// A segment is a blob of events with a few columns beside it (SegmentInfo). The store keeps and
// returns segments. The core decides what to lease, evict or merge, and holds the index in memory.
//
// Completions are posted. They run exactly once, in the order of the calls. Data behind the
// arguments must stay alive and unchanged until the completion has run.
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
  std::uint64_t id = 0;  // The core gives it, counting up; never 0.
  Id stream = {};
  std::uint64_t first_sequence = 0;
  std::uint64_t last_sequence = 0;
  std::uint32_t event_count = 0;
  std::uint32_t size_bytes = 0;  // The body's size.
  // When its first event was staged; of a recovered segment: when it was recovered. Deadlines and
  // ages count from here. On the core's timeline (queue/timeline.h), not a clock.
  std::int64_t staged_at_ms = 0;
  Priority priority = Priority::normal;
  friend bool operator==(const SegmentInfo&, const SegmentInfo&) = default;
};

struct SegmentPut {
  SegmentInfo info = {};
  std::string_view body = {};
};

struct NamedValue {
  std::string_view name = {};
  std::string_view value = {};  // An empty value erases the name.
};

// All changes of one write are committed together, or none.
struct StoreWrite {
  std::span<const std::uint64_t> erases = {};  // Ids; unknown ones are ignored. Done first.
  std::span<const SegmentPut> puts = {};       // Replaces a segment of the same id.
  std::span<const NamedValue> values = {};
  bool wait_for_disk = false;  // Durability: complete only once a power cut cannot undo it.
};

// Receives the results of load() and read(). Views are valid only during the call.
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

  // Errors, of all functions: storage_unavailable (nothing was done; the caller may try again);
  // storage_corrupt (the stored data is set aside; the store goes on empty).

  // Visits every segment's info, ordered by id and with an empty body, and every value.
  virtual void load(StoreVisitor& visitor, Done done) = 0;
  // Visits the segments with these ids, with their bodies, in the given order. Unknown ids are
  // skipped.
  virtual void read(std::span<const std::uint64_t> ids, StoreVisitor& visitor, Done done) = 0;
  virtual void commit(const StoreWrite& write, Done done) = 0;
  // Erases all data so that nobody can recover it from the files, as far as the medium allows.
  virtual void purge(Done done) = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
