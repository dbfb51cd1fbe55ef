// Moves the records that an earlier process left in the staging log to the queue.
#include "base/uuid.h"
#include "queue/event_queue.h"

namespace godwit {

// Takes recovered records in their order, and notes the gaps between them.
class EventQueue::Recovery final : public StagingVisitor {
 public:
  // `context_known`: the store has the context of the last drained record.
  Recovery(EventQueue& queue, StreamEntry& stream, const StagingRecovery& recovery, bool known,
           bool context_known, List<DeliveryReport>& lost)
      : queue_(queue),
        lost_(lost),
        stream_(stream),
        recovery_(recovery),
        known_(known),
        context_known_(context_known),
        next_begin_(recovery.released) {}

  void on_record(const StagedRecord& record) override {
    if (!is_new(record)) return;
    if (record.kind == RecordKind::event) {
      Counters::add(queue_.counters_.recovered, 1);
      if (record.context != queue_.segmenter_.context_number()) forget_context(record);
    }
    queue_.segmenter_.add(record, queue_.timeline_.now_ms(), queue_.journal_);
  }

  void on_damaged(const StagedRecord& record) override {
    if (!is_new(record) || record.kind != RecordKind::event) return;
    lose(record.sequence, record.sequence, false);
  }

 private:
  // False for an event or a context that the store has. Notes the gap before any other record.
  bool is_new(const StagedRecord& record) {
    const bool released = known_ && record.end <= recovery_.released;
    const bool unbroken = known_ && !released && follows_unbroken(record);
    if (record.kind != RecordKind::event) {
      return !context_known_ || record.sequence > stream_.drained;
    }
    // The store decides, not the released position of the log, because a power cut can undo one and
    // not the other. The collector recognises events that were delivered already.
    if (record.sequence <= stream_.drained) return false;
    if (record.sequence > stream_.drained + 1) {
      lose(stream_.drained + 1, record.sequence - 1, released || unbroken);
    }
    known_ = true;
    stream_.drained = record.sequence;
    return true;
  }

  // True if no record is missing between the released ones and this one. Records do not wrap: one
  // that did not fit at the end of a lap begins the next.
  bool follows_unbroken(const StagedRecord& record) {
    const std::uint64_t gap = record.begin - next_begin_;
    unbroken_ =
        unbroken_ &&
        (gap == 0 || (record.begin % recovery_.capacity == 0 && gap < record.end - record.begin));
    next_begin_ = record.end;
    return unbroken_;
  }

  // The record of this event's context is damaged: the event gets no user, rather than the user of
  // an earlier context.
  void forget_context(const StagedRecord& event) {
    StagedRecord nothing;
    nothing.kind = RecordKind::context;
    nothing.context = event.context;
    queue_.segmenter_.add(nothing, queue_.timeline_.now_ms(), queue_.journal_);
  }

  // `perhaps`: the log had released these events to the store or the collector. They are declared,
  // which does no harm if they were delivered, and they are not counted.
  void lose(std::uint64_t first, std::uint64_t last, bool perhaps) {
    stream_.drop(first, last, DropReason::corrupt, queue_.limits_.dropped_intervals_max);
    if (perhaps || !known_) return;
    queue_.counters_.storage.store(StatusCode::storage_corrupt, std::memory_order_relaxed);
    Counters::add(queue_.counters_.recovered, last - first + 1);
    const auto count = static_cast<std::uint32_t>(last - first + 1);
    lost_.push_back({DeliveryOutcome::dropped,
                     DropReason::corrupt,
                     stream_.opening.stream,
                     first,
                     last,
                     count,
                     {},
                     {},
                     {}});
    queue_.count(lost_.back());
  }

  EventQueue& queue_;
  List<DeliveryReport>& lost_;
  StreamEntry& stream_;
  const StagingRecovery& recovery_;
  bool known_;  // Otherwise the store is gone; only the collector knows the delivered events.
  bool context_known_;
  std::uint64_t next_begin_;
  bool unbroken_ = true;
};

void EventQueue::recover(std::span<const std::byte> region) {
  List<DeliveryReport> lost;
  StagingRecovery recovery = inspect_staging(region);
  if (recovery.found) {
    const bool known = ledger_.find(recovery.opening.stream) != nullptr || recovery.released == 0;
    StreamEntry& stream = ledger_.entry(recovery.opening);
    // The context of the last drained record, if it is of this stream.
    constexpr std::size_t kTextAt = sizeof(Id) + sizeof(std::uint16_t);
    const std::string_view context = state_.context.view();
    const bool context_known =
        context.size() >= kTextAt && context.starts_with(id_view(recovery.opening.stream));
    if (context_known) {
      segmenter_.begin_stream(recovery.opening, context.substr(kTextAt),
                              read_integer<std::uint16_t>(context.data() + sizeof(Id)));
    } else {
      segmenter_.begin_stream(recovery.opening, {}, 0);
    }
    Recovery visitor(*this, stream, recovery, known, context_known, lost);
    recover_staging(region, recovery, visitor);
    segmenter_.end_stream(journal_);
    index_waiting();
    if (stream.drained > stream.last_accepted) stream.last_accepted = stream.drained;
    stream.changed = true;
  }
  if (recovery.damaged_bytes != 0) {
    Counters::add(counters_.damaged_bytes, recovery.damaged_bytes);
    counters_.storage.store(StatusCode::storage_corrupt, std::memory_order_relaxed);
  }
  for (const DeliveryReport& report : lost) report_(report);
}

}  // namespace godwit
