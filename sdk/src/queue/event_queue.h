// The event queue: everything between the staging log and the wire.
//
// Holds the index of stored segments and the ledger of streams, and gathers every change in the
// journal, so that memory and store tell the same story. What it does to events it counts.
// Threads: the engine's.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/list.h"
#include "counters.h"
#include "godwit/delivery.h"
#include "godwit/limits.h"
#include "godwit/ports/clock.h"
#include "godwit/ports/event_store.h"
#include "queue/segment_index.h"
#include "queue/segmenter.h"
#include "queue/staging_log.h"
#include "queue/store_journal.h"
#include "queue/stream_ledger.h"
#include "queue/timeline.h"

namespace godwit {

// Names of the values in the store; those of streams are kStreamPrefix and the id's 16 bytes.
namespace stored {
inline constexpr std::string_view kTimeline = "timeline";
inline constexpr std::string_view kContext = "context";
inline constexpr std::string_view kSession = "session";
inline constexpr std::string_view kRetry = "retry";
inline constexpr std::string_view kConsent = "consent";
inline constexpr std::string_view kInstallation = "installation";
inline constexpr std::string_view kStreamPrefix = "stream/";
// What changes with the time alone, timeline and session, is stored as often as that.
inline constexpr std::int64_t kNoteIntervalMs = 60'000;
}  // namespace stored

// What the store held under the names above.
struct StoredState {
  Bytes timeline;
  Bytes context;  // The stream's id, then the context's text.
  Bytes session;
  Bytes retry;
  Bytes consent;
  Bytes installation;
};

class EventQueue final : private StoreVisitor {
 public:
  using Report = Callback<void(const DeliveryReport&)>;

  EventQueue(EventStore& store, const Clock& clock, const Limits& limits, Counters& counters)
      : store_(store),
        clock_(clock),
        limits_(limits),
        counters_(counters),
        journal_(store),
        segmenter_(limits) {
    journal_.set_preparer(Task::to<&EventQueue::prepare_write>(this));
  }

  // Called when a drop is done: the callback may change the queue.
  void set_report(Report report) { report_ = report; }

  // --- Opening.

  // Reads what the store holds.
  void load(EventStore::Done done);
  [[nodiscard]] const StoredState& stored_state() const { return state_; }
  // Whose events these are; empty where nobody has said so yet.
  [[nodiscard]] const Id& installation() const { return installation_; }
  void set_installation(const Id& installation);
  // What another opening of the queue, which is gone, left in the same store was moved into this
  // one's part of it: a segment, under an id of next_segment_id(), or the value of a stream.
  [[nodiscard]] std::uint64_t next_segment_id() { return segmenter_.next_id(); }
  void adopt(const SegmentInfo& info);
  void adopt_stream(std::string_view value) { ledger_.restore(value); }
  void finish_adoption();
  // Moves what an earlier process left in the staging log to the journal.
  void recover(std::span<const std::byte> region);
  // From now on the staging log brings events of this stream.
  void begin_stream(const StreamOpening& opening);
  // Only after begin_stream().
  [[nodiscard]] StreamEntry& current() { return *ledger_.find(current_); }

  // --- From the staging log to the store.

  // Moves some records, at most kDrainBytesMax, to the journal, from where they can be leased or
  // committed. Returns whether there were any. `staged_ms`: since when they are staged, on the
  // timeline; their deadlines and their age count from there.
  bool drain(const StagingLog& log, std::int64_t staged_ms);
  // The log's position up to which records were drained.
  [[nodiscard]] std::uint64_t drained_position() const { return cursor_; }
  // The position before which the log is no longer needed.
  [[nodiscard]] std::uint64_t releasable_position() const {
    return journal_.first_position(cursor_);
  }
  // Commits what the journal holds, with the ledger, the context and the timeline.
  std::uint64_t commit(bool wait_for_disk) { return journal_.commit(wait_for_disk); }
  // Something must be in the store before the log may be released: a new context.
  [[nodiscard]] bool must_commit() const { return segmenter_.context_changed(); }
  // The store lost everything: what is known of the streams goes there again with the next commit.
  void store_anew();
  // What a write of the journal brought is in the store.
  void note_stored(std::span<const SegmentPut> puts);
  // A write failed: what it brought waits in the journal again, and can be leased from there.
  void note_not_stored();

  // --- Bounds.

  [[nodiscard]] bool full() const { return index_.bytes() > limits_.queue_bytes_max; }
  // Evicts until the queue is within its bytes.
  void evict();
  // Drops what is too old. Returns whether there was any.
  bool expire();

  // --- Delivery.

  // Leases segments for a batch, none less urgent than that; they are not evicted, and grow no
  // more, until released.
  void lease(std::uint32_t events_max, std::uint32_t bytes_max, Priority least_urgent,
             List<std::uint64_t>& ids);
  // Leases this one; false where it is not there, is less urgent, or may not be leased now.
  [[nodiscard]] bool lease_one(std::uint64_t id, Priority least_urgent);
  void release_all() { index_.release_all(); }
  // A leased segment's events have all left the queue.
  void erase(std::uint64_t id);
  // The bytes of a leased segment, where they are not in the store yet; else empty.
  [[nodiscard]] std::string_view waiting_body(std::uint64_t id) {
    return journal_.waiting_body(id);
  }
  // Of a leased segment only these bytes are left.
  void replace(const SegmentInfo& info, Bytes body);
  // The store did not have this segment, or its bytes are damaged: its events are gone.
  void lose(std::uint64_t id);
  // Declares and counts what `report` says was dropped. The caller reports it.
  void declare(const DeliveryReport& report);

  // What is to be said of a stream: nothing below `acked_below` is still queued.
  [[nodiscard]] std::uint64_t acked_below(const StreamEntry& stream) const;
  [[nodiscard]] bool finished(const StreamEntry& stream) const;
  // Whether something was dropped below that number which the collector has not heard of.
  [[nodiscard]] bool has_to_declare(const StreamEntry& stream) const {
    return !stream.dropped.empty() && stream.dropped[0].first < acked_below(stream);
  }
  [[nodiscard]] StreamLedger& ledger() { return ledger_; }
  // The collector knows the end of this stream.
  void forget_stream(const Id& stream);

  [[nodiscard]] const SegmentIndex& index() const { return index_; }
  [[nodiscard]] StoreJournal& journal() { return journal_; }
  [[nodiscard]] Timeline& timeline() { return timeline_; }

  // Forgets everything, here; the store is purged by the caller. Returns how many events it held.
  std::uint64_t clear();

 private:
  class Recovery;

  void on_segment(const SegmentInfo& info, std::string_view body) override;
  void on_value(std::string_view name, std::string_view value) override;
  void on_loaded(const Status& status);
  void settle_found();
  void store_drained(const Id& of);
  void prepare_write();
  void journal_streams();
  void index_waiting();
  void drop_segment(std::uint64_t id, DropReason reason);
  void count(const DeliveryReport& report);
  void update_bytes() { counters_.queued_bytes.store(index_.bytes(), std::memory_order_relaxed); }

  EventStore& store_;
  const Clock& clock_;
  const Limits& limits_;
  Counters& counters_;
  Timeline timeline_;
  Report report_;
  EventStore::Done load_done_;
  std::uint64_t cursor_ = 0;
  std::int64_t timeline_due_ms_ = 0;  // When it is stored again.
  Id current_;
  SegmentIndex index_;
  StreamLedger ledger_;
  StoreJournal journal_;
  Segmenter segmenter_;
  StoredState state_;
  Id installation_;
  Bytes scratch_;
};

}  // namespace godwit
