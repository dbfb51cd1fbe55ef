#include "queue/segmenter.h"

#include <utility>

namespace godwit {

void Segmenter::begin_stream(const StreamOpening& opening, std::string_view context,
                             std::uint16_t number) {
  opening_ = opening;
  context_number_ = number;
  context_.assign(context);
  ++context_changes_;
  clear();
}

void Segmenter::add(const StagedRecord& record, std::int64_t staged_at_ms, StoreJournal& journal) {
  if (record.kind == RecordKind::context) {
    context_number_ = record.context;
    ++context_changes_;
    if (record.payload == context_.view()) return;
    end_stream(journal);
    context_.assign(record.payload);
    return;
  }
  Open& open = open_[static_cast<std::size_t>(record.priority) % kPriorityCount];
  if (open.builder.started() &&
      open.builder.info().size_bytes + record.payload.size() > limits_.segment_bytes_max) {
    close(open, journal);
  }
  if (!open.builder.started()) {
    open.builder.begin(++last_id_, opening_, record.priority, context_.view(), staged_at_ms);
    open.written_events = 0;
    open.position = record.begin;
  }
  open.builder.add(record.sequence, record.payload);
  if (open.builder.info().event_count >= limits_.segment_events_max) close(open, journal);
}

void Segmenter::close(Open& open, StoreJournal& journal) {
  if (open.waits()) journal.put(open.builder.info(), open.builder.take(), open.position);
  open.builder.reset();
}

void Segmenter::copy_open(StoreJournal& journal) {
  for (Open& open : open_) {
    if (!open.waits()) continue;
    const SegmentPut put = open.builder.finish();
    Bytes copy;
    copy.append(put.body);
    journal.put(put.info, std::move(copy), open.position);
    open.written_events = put.info.event_count;
  }
}

void Segmenter::seal(std::uint64_t id, StoreJournal& journal) {
  for (Open& open : open_) {
    if (open.builder.info().id == id) close(open, journal);
  }
}

void Segmenter::end_stream(StoreJournal& journal) {
  for (Open& open : open_) close(open, journal);
}

void Segmenter::clear() {
  for (Open& open : open_) open.builder.reset();
}

std::uint64_t Segmenter::waiting_bytes() const {
  std::uint64_t bytes = 0;
  for_each_waiting([&bytes](const SegmentInfo& info) { bytes += info.size_bytes; });
  return bytes;
}

std::uint64_t Segmenter::first_position(std::uint64_t end) const {
  for (const Open& open : open_) {
    if (open.waits() && open.position < end) end = open.position;
  }
  return end;
}

}  // namespace godwit
