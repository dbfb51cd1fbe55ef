#include "queue/event_queue.h"

#include <utility>

#include "base/uuid.h"

namespace godwit {
namespace {

// One turn moves at most this many bytes, so that memory stays small and a write short.
constexpr std::uint64_t kDrainBytesMax = 1024 * 1024;

constexpr struct Named {
  std::string_view name;
  Bytes StoredState::*bytes;
} kNamed[] = {
    {stored::kTimeline, &StoredState::timeline},
    {stored::kContext, &StoredState::context},
    {stored::kSession, &StoredState::session},
    {stored::kRetry, &StoredState::retry},
    {stored::kConsent, &StoredState::consent},
    {stored::kInstallation, &StoredState::installation},
};

void append_stream_name(Bytes& out, const Id& stream) {
  out.assign(stored::kStreamPrefix);
  out.append(stream.bytes.data(), stream.bytes.size());
}

}  // namespace

// --- Opening.

void EventQueue::load(EventStore::Done done) {
  load_done_ = done;
  store_.load(*this, EventStore::Done::to<&EventQueue::on_loaded>(this));
}

void EventQueue::on_segment(const SegmentInfo& info, std::string_view) {
  index_.put(info);
  index_.find(info.id)->stored = true;
}

void EventQueue::on_value(std::string_view name, std::string_view value) {
  if (name.starts_with(stored::kStreamPrefix)) {
    ledger_.restore(value);
    return;
  }
  for (const Named& known : kNamed) {
    if (name == known.name) (state_.*known.bytes).assign(value);
  }
}

void EventQueue::on_loaded(const Status& status) {
  timeline_.start(clock_, state_.timeline.view(), limits_.reboot_age_max);
  if (state_.installation.size() == sizeof installation_) {
    std::memcpy(&installation_, state_.installation.data(), sizeof installation_);
  }
  segmenter_.set_last_id(index_.last_id());
  Counters::add(counters_.recovered, index_.events());
  settle_found();
  update_bytes();
  load_done_(status);
}

// The stream's last segment says how far the stream goes. If it is gone, the ledger's entry is
// stored.
void EventQueue::store_drained(const Id& of) {
  if (StreamEntry* const stream = ledger_.find(of)) stream->changed = true;
}

// Makes the found segments consistent with the rest. Their numbers are drained. None was staged
// later than now; it could seem so if it is from another timeline, or if ours was lost.
void EventQueue::settle_found() {
  const std::int64_t now = timeline_.now_ms();
  for (SegmentEntry& segment : index_.entries()) {
    if (segment.info.staged_at_ms > now) segment.info.staged_at_ms = now;
    StreamEntry* const stream = ledger_.find(segment.info.stream);
    if (stream != nullptr && stream->drained < segment.info.last_sequence) {
      stream->drained = segment.info.last_sequence;
      if (stream->last_accepted < stream->drained) stream->last_accepted = stream->drained;
    }
  }
}

void EventQueue::adopt(const SegmentInfo& info) {
  on_segment(info, {});
  Counters::add(counters_.recovered, info.event_count);
}

void EventQueue::finish_adoption() {
  settle_found();
  update_bytes();
}

void EventQueue::set_installation(const Id& installation) {
  installation_ = installation;
  journal_.set(stored::kInstallation, id_view(installation_));
}

void EventQueue::begin_stream(const StreamOpening& opening) {
  current_ = opening.stream;
  ledger_.entry(opening).changed = true;
  segmenter_.begin_stream(opening, {}, 0);
  cursor_ = 0;
}

// --- From the staging log to the store.

bool EventQueue::drain(const StagingLog& log, std::int64_t staged_ms) {
  StagedRecord record;
  const std::uint64_t begin = cursor_;
  StreamEntry& stream = current();
  while (cursor_ - begin < kDrainBytesMax && log.read(cursor_, record)) {
    segmenter_.add(record, staged_ms, journal_);
    if (record.kind == RecordKind::event) stream.drained = stream.last_accepted = record.sequence;
  }
  if (cursor_ == begin) return false;
  index_waiting();
  return true;
}

// Events that wait to be stored are queued already: they can be leased from memory.
void EventQueue::index_waiting() {
  const auto index = [this](const SegmentInfo& info) { index_.put(info); };
  journal_.for_each_put(index);
  segmenter_.for_each_waiting(index);
  update_bytes();
}

std::uint64_t EventQueue::commit(bool wait_for_disk) {
  const std::uint64_t ticket = journal_.request(wait_for_disk);
  begin_due_write();
  return ticket;
}

// Memory and store stay consistent: a write has the state of the moment when it begins.
void EventQueue::begin_due_write() {
  if (!journal_.due()) return;
  prepare_write();
  journal_.begin();
}

void EventQueue::prepare_write() {
  segmenter_.copy_open(journal_);
  journal_.for_each_put([this](const SegmentInfo& info) {
    if (SegmentEntry* const entry = index_.find(info.id)) entry->writing = entry->stored = true;
  });
  if (ledger_.entries().empty()) return;  // Without a stream there is nothing to write.
  journal_streams();
  if (segmenter_.context_changed()) {
    segmenter_.note_context_writing();
    scratch_.assign(id_view(current_));
    scratch_.append_integer(segmenter_.context_number());
    scratch_.append(segmenter_.context());
    journal_.set(stored::kContext, scratch_.view());
  }
  if (timeline_.now_ms() >= timeline_due_ms_) {
    timeline_due_ms_ = timeline_.now_ms() + stored::kNoteIntervalMs;
    scratch_.clear();
    timeline_.encode(scratch_);
    journal_.set(stored::kTimeline, scratch_.view());
  }
}

void EventQueue::store_anew() {
  timeline_due_ms_ = 0;
  for (StreamEntry& stream : ledger_.entries()) stream.changed = true;
  segmenter_.note_context_lost();
}

// The segments of the write are in the store, or, if it failed, in memory again. From both they can
// be leased. Those that were acknowledged meanwhile are skipped.
void EventQueue::on_written(const StoreJournal::Outcome& outcome) {
  if (outcome.status.ok()) segmenter_.note_context_stored();
  journal_.for_each_written([this](const SegmentInfo& info) {
    if (SegmentEntry* const entry = index_.find(info.id)) entry->writing = false;
  });
  listener_(outcome);
  begin_due_write();
}

void EventQueue::journal_streams() {
  for (StreamEntry& stream : ledger_.entries()) {
    if (!stream.changed) continue;
    stream.changed = false;
    Bytes name;
    append_stream_name(name, stream.opening.stream);
    scratch_.clear();
    stream.encode(scratch_);
    journal_.set(name.view(), scratch_.view());
  }
}

// --- Bounds.

void EventQueue::count(const DeliveryReport& report) {
  Counters::add(counters_.dropped[static_cast<std::size_t>(report.reason)], report.count);
}

void EventQueue::declare(const DeliveryReport& report) {
  if (StreamEntry* const stream = ledger_.find(report.stream)) {
    stream->drop(report.first_sequence, report.last_sequence, report.reason,
                 limits_.dropped_intervals_max);
  }
  count(report);
}

void EventQueue::drop_segment(std::uint64_t id, DropReason reason) {
  const SegmentEntry* const entry = index_.find(id);
  if (entry == nullptr) return;
  segmenter_.seal(id, journal_);
  const SegmentInfo& info = entry->info;
  const DeliveryReport report = {DeliveryOutcome::dropped,
                                 reason,
                                 info.stream,
                                 info.first_sequence,
                                 info.last_sequence,
                                 info.event_count,
                                 {},
                                 {},
                                 {}};
  declare(report);
  erase(id);
  report_(report);
}

void EventQueue::evict() {
  while (full()) {
    const SegmentEntry* const victim = index_.victim();
    if (victim == nullptr) return;
    drop_segment(victim->info.id, DropReason::queue_full);
  }
}

bool EventQueue::expire() {
  const std::int64_t oldest = timeline_.now_ms() - limits_.queue_age_max.count();
  bool expired = false;
  while (!index_.entries().empty()) {
    const SegmentEntry& entry = index_.entries().front();
    if (entry.leased || entry.writing || entry.info.staged_at_ms >= oldest) break;
    drop_segment(entry.info.id, DropReason::expired);
    expired = true;
  }
  return expired;
}

// --- Delivery.

void EventQueue::lease(std::uint32_t events_max, std::uint32_t bytes_max, Priority least_urgent,
                       List<std::uint64_t>& ids) {
  index_.lease(events_max, bytes_max, least_urgent, ids);
  for (std::uint64_t id : ids) segmenter_.seal(id, journal_);
}

void EventQueue::erase(std::uint64_t id) {
  const SegmentEntry* const entry = index_.find(id);
  if (entry == nullptr || entry->stored) {
    journal_.erase(id);
  } else {
    journal_.cancel_put(id);
  }
  if (entry != nullptr) store_drained(entry->info.stream);
  index_.erase(id);
  update_bytes();
}

void EventQueue::replace(const SegmentInfo& info, Bytes&& body) {
  store_drained(info.stream);
  index_.put(info);
  journal_.put(info, std::move(body), StoreJournal::kNoPosition);
  update_bytes();
}

void EventQueue::lose(std::uint64_t id) {
  drop_segment(id, DropReason::corrupt);
}

std::uint64_t EventQueue::acked_below(const StreamEntry& stream) const {
  return index_.lowest_sequence(stream.opening.stream, stream.drained + 1);
}

bool EventQueue::finished(const StreamEntry& stream) const {
  return !(stream.opening.stream == current_) && !index_.holds(stream.opening.stream);
}

bool EventQueue::lease_one(std::uint64_t id, Priority least_urgent) {
  SegmentEntry* const entry = index_.find(id);
  if (entry == nullptr || entry->writing || entry->info.priority > least_urgent) return false;
  segmenter_.seal(id, journal_);
  return entry->leased = true;
}

void EventQueue::forget_stream(const Id& stream) {
  Bytes name;
  append_stream_name(name, stream);
  journal_.set(name.view(), {});
  ledger_.erase(stream);
}

std::uint64_t EventQueue::clear() {
  const std::uint64_t events = index_.events();
  index_.clear();
  ledger_.clear();
  segmenter_.clear();
  journal_.clear();
  installation_ = Id();
  update_bytes();
  return events;
}

}  // namespace godwit
