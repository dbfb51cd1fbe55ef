#include "queue/segmenter.h"

#include <utility>

namespace godwit {

void Segmenter::begin_stream(const StreamOpening& opening, std::string_view context,
                             std::uint16_t number) {
  opening_ = opening;
  context_number_ = number;
  context_.assign(context);
  ++context_changes_;
  for (Open& open : open_) open.builder.reset();
}

void Segmenter::add(const StagedRecord& record, std::int64_t now_ms, StoreJournal& journal) {
  if (record.kind == RecordKind::context) {
    context_number_ = record.context;
    ++context_changes_;
    if (record.payload == context_.view()) return;
    for (Open& open : open_) close(open, journal);
    context_.assign(record.payload);
    return;
  }
  Open& open = open_[static_cast<std::size_t>(record.priority) % kPriorityCount];
  if (open.builder.started() &&
      open.builder.info().size_bytes + record.payload.size() > limits_.segment_bytes_max) {
    close(open, journal);
  }
  if (!open.builder.started()) {
    open.builder.begin(++last_id_, opening_, record.priority, context_.view(), now_ms);
    open.stored_events = 0;
    open.position = record.begin;
  }
  open.builder.add(record.sequence, record.payload);
  if (open.builder.info().event_count >= limits_.segment_events_max) close(open, journal);
}

void Segmenter::store(Open& open, StoreJournal& journal) {
  const SegmentPut put = open.builder.finish();
  Bytes copy;
  copy.append(put.body);
  journal.put(put.info, std::move(copy), open.position);
  open.stored_events = put.info.event_count;
}

void Segmenter::close(Open& open, StoreJournal& journal) {
  if (!open.builder.started()) return;
  if (open.stored_events != open.builder.info().event_count) store(open, journal);
  open.builder.reset();
}

void Segmenter::store_open(StoreJournal& journal) {
  for (Open& open : open_) {
    if (open.builder.started() && open.stored_events != open.builder.info().event_count) {
      store(open, journal);
    }
  }
}

void Segmenter::seal(std::uint64_t id) {
  for (Open& open : open_) {
    if (open.builder.info().id == id) open.builder.reset();
  }
}

}  // namespace godwit
