// The segmenter: sorts staged records into segments, one open segment for each priority.
//
// A segment is sealed when it is full, when the context changes, when its stream ends, and when it
// is leased or dropped: then its bytes move to the journal. Until then it grows, and each write
// gets a copy under its id if there are new events. If the write fails, its copy waits in the
// journal until it is written or a newer one replaces it.
//
// Threads: the engine's.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "godwit/limits.h"
#include "queue/segment.h"
#include "queue/staging_log.h"
#include "queue/store_journal.h"

namespace godwit {

class Segmenter {
 public:
  explicit Segmenter(const Limits& limits) : limits_(limits) {}

  // The next id follows this one.
  void set_last_id(std::uint64_t id) { last_id_ = id; }
  // Returns an id that no other segment has.
  [[nodiscard]] std::uint64_t next_id() { return ++last_id_; }
  // From now on records belong to this stream, and to this context until they bring another. No
  // segment is open.
  void begin_stream(const StreamOpening& opening, std::string_view context, std::uint16_t number);

  // Takes a record. A segment that is full or ends goes to the journal.
  void add(const StagedRecord& record, std::int64_t staged_at_ms, StoreJournal& journal);
  // Gives the journal copies of the open segments that have new events, for the write that begins.
  void copy_open(StoreJournal& journal);
  // This segment grows no more.
  void seal(std::uint64_t id, StoreJournal& journal);
  void end_stream(StoreJournal& journal);
  // Forgets the open segments.
  void clear();

  // The open segments with events that no write has.
  template <typename Visit>
  void for_each_waiting(Visit visit) const {
    for (const Open& open : open_) {
      if (open.waits()) visit(open.builder.info());
    }
  }
  [[nodiscard]] std::uint64_t waiting_bytes() const;
  // The position from which the staging log is still needed for them; `end` if it is not needed.
  [[nodiscard]] std::uint64_t first_position(std::uint64_t end) const;

  [[nodiscard]] std::string_view context() const { return context_.view(); }
  [[nodiscard]] std::uint16_t context_number() const { return context_number_; }
  // True if the store has another context than this one.
  [[nodiscard]] bool context_changed() const { return context_changes_ != stored_changes_; }
  void note_context_writing() { writing_changes_ = context_changes_; }
  void note_context_stored() { stored_changes_ = writing_changes_; }
  void note_context_lost() { ++context_changes_; }

 private:
  struct Open {
    SegmentBuilder builder;
    std::uint32_t written_events = 0;  // The store has this many of its events, or is given them.
    std::uint64_t position = 0;        // The place of its first event in the staging log.
    [[nodiscard]] bool waits() const {
      return builder.started() && written_events != builder.info().event_count;
    }
  };

  static void close(Open& open, StoreJournal& journal);

  const Limits& limits_;
  StreamOpening opening_;
  Bytes context_;
  Open open_[kPriorityCount];
  std::uint64_t last_id_ = 0;
  std::uint16_t context_number_ = 0;
  // The number of context changes: in all, up to the write under way, and up to the last write that
  // succeeded.
  std::uint32_t context_changes_ = 0;
  std::uint32_t writing_changes_ = 0;
  std::uint32_t stored_changes_ = 0;
};

}  // namespace godwit
