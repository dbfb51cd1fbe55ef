// The event queue: everything between the staging log and the wire.
//
// It holds the index of stored segments and the ledger of streams. It collects every change in the
// journal, so that memory and store stay consistent. It counts its effects on events.
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

// The names of the values in the store. A stream's name is kStreamPrefix and the id's 16 bytes.
namespace stored {
inline constexpr std::string_view kTimeline = "timeline";
inline constexpr std::string_view kContext = "context";
inline constexpr std::string_view kSession = "session";
inline constexpr std::string_view kRetry = "retry";
inline constexpr std::string_view kConsent = "consent";
inline constexpr std::string_view kInstallation = "installation";
inline constexpr std::string_view kStreamPrefix = "stream/";
// The interval for storing the values that change with time alone: timeline and session.
inline constexpr std::int64_t kNoteIntervalMs = 60'000;
}  // namespace stored

// The values that the store had under these names.
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
    journal_.set_listener(StoreJournal::Listener::to<&EventQueue::on_written>(this));
  }

  // Called after a drop is complete; the callback may change the queue.
  void set_report(Report report) { report_ = report; }

  // --- Opening.

  // Reads the contents of the store.
  void load(EventStore::Done done);
  [[nodiscard]] const StoredState& stored_state() const { return state_; }
  // The installation of these events; empty if there is none yet.
  [[nodiscard]] const Id& installation() const { return installation_; }
  void set_installation(const Id& installation);
  // Takes over a part of another opening of the queue, which is gone: its records were moved into
  // this one's part of the store. A record is a segment, under an id of next_segment_id(), or the
  // value of a stream.
  [[nodiscard]] std::uint64_t next_segment_id() { return segmenter_.next_id(); }
  void adopt(const SegmentInfo& info);
  void adopt_stream(std::string_view value) { ledger_.restore(value); }
  void finish_adoption();
  // Moves the records that an earlier process left in the staging log to the journal.
  void recover(std::span<const std::byte> region);
  // From now on the staging log has events of this stream.
  void begin_stream(const StreamOpening& opening);
  // Only after begin_stream().
  [[nodiscard]] StreamEntry& current() { return *ledger_.find(current_); }

  // --- From the staging log to the store.

  // Moves some records, at most kDrainBytesMax, to segments, which can be leased or committed.
  // Returns true if there were any. `staged_ms`: the time on the timeline since which
  // they are staged; their deadlines and their age count from there.
  bool drain(const StagingLog& log, std::int64_t staged_ms);
  // The position in the log up to which records were drained.
  [[nodiscard]] std::uint64_t drained_position() const { return cursor_; }
  // The position before which the log is no longer needed.
  [[nodiscard]] std::uint64_t releasable_position() const {
    return segmenter_.first_position(journal_.first_position(cursor_));
  }
  // Commits all changes, with the ledger, the context and the timeline, now or after the write
  // under way. Returns a ticket.
  std::uint64_t commit(bool wait_for_disk);
  // Called after every write, once the queue has its outcome; the callback may change the queue.
  void set_listener(StoreJournal::Listener listener) { listener_ = listener; }
  // Changes a value of the store with the next commit; empty: it is removed.
  void set_value(std::string_view name, std::string_view value) { journal_.set(name, value); }
  // Whether there are changes to commit, how large their segments are, and whether a write is under
  // way.
  [[nodiscard]] bool has_changes() const {
    return !journal_.empty() || segmenter_.waiting_bytes() != 0;
  }
  [[nodiscard]] std::uint64_t waiting_bytes() const {
    return journal_.waiting_bytes() + segmenter_.waiting_bytes();
  }
  [[nodiscard]] bool writing() const { return journal_.busy(); }
  // True if the store needs a new context before the log may be released.
  [[nodiscard]] bool must_commit() const { return segmenter_.context_changed(); }
  // The store lost everything: the next commit writes all that is known of the streams again.
  void store_anew();

  // --- Bounds.

  [[nodiscard]] bool full() const { return index_.bytes() > limits_.queue_bytes_max; }
  // Evicts until the queue is within its bytes.
  void evict();
  // Drops events that are too old. Returns whether there were any.
  bool expire();

  // --- Delivery.

  // Leases segments for a batch, none less urgent than `least_urgent`. Until their release, they
  // are not evicted and do not grow.
  void lease(std::uint32_t events_max, std::uint32_t bytes_max, Priority least_urgent,
             List<std::uint64_t>& ids);
  // Leases this segment. False if it does not exist, is less urgent, or may not be leased now.
  [[nodiscard]] bool lease_one(std::uint64_t id, Priority least_urgent);
  void release_all() { index_.release_all(); }
  // All events of a leased segment have left the queue.
  void erase(std::uint64_t id);
  // The bytes of a leased segment that is not in the store yet; otherwise empty. Valid until the
  // next write of the queue ends.
  [[nodiscard]] std::string_view waiting_body(std::uint64_t id) {
    return journal_.waiting_body(id);
  }
  // Only these bytes remain of a leased segment.
  void replace(const SegmentInfo& info, Bytes&& body);
  // The store did not have this segment, or its bytes are damaged: its events are gone.
  void lose(std::uint64_t id);
  // Declares and counts the drop of the events in `report`. The caller reports it.
  void declare(const DeliveryReport& report);

  // The number to announce for a stream: no event below it is still queued.
  [[nodiscard]] std::uint64_t acked_below(const StreamEntry& stream) const;
  [[nodiscard]] bool finished(const StreamEntry& stream) const;
  // True if an event below that number was dropped and the collector does not know it.
  [[nodiscard]] bool has_to_declare(const StreamEntry& stream) const {
    return !stream.dropped.empty() && stream.dropped[0].first < acked_below(stream);
  }
  [[nodiscard]] StreamLedger& ledger() { return ledger_; }
  // The collector knows the end of this stream.
  void forget_stream(const Id& stream);

  [[nodiscard]] const SegmentIndex& index() const { return index_; }
  [[nodiscard]] Timeline& timeline() { return timeline_; }

  // Forgets everything in memory; the caller purges the store. Returns the number of events.
  std::uint64_t clear();

 private:
  class Recovery;

  void on_segment(const SegmentInfo& info, std::string_view body) override;
  void on_value(std::string_view name, std::string_view value) override;
  void on_loaded(const Status& status);
  void settle_found();
  void store_drained(const Id& of);
  void begin_due_write();
  void prepare_write();
  void on_written(const StoreJournal::Outcome& outcome);
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
  StoreJournal::Listener listener_;
  EventStore::Done load_done_;
  std::uint64_t cursor_ = 0;
  std::int64_t timeline_due_ms_ = 0;  // The time of its next write.
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
