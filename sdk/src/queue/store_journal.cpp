#include "queue/store_journal.h"

#include <utility>

namespace godwit {

void StoreJournal::Changes::clear() {
  puts.clear();
  erases.clear();
  values.clear();
}

StoreJournal::Value* StoreJournal::Changes::find(std::string_view name) {
  for (Value& value : values) {
    if (value.name.view() == name) return &value;
  }
  return nullptr;
}

StoreJournal::Put* StoreJournal::Changes::find(std::uint64_t id) {
  for (Put& put : puts) {
    if (put.info.id == id) return &put;
  }
  return nullptr;
}

void StoreJournal::put(const SegmentInfo& info, Bytes body, std::uint64_t position) {
  Put* entry = next_.find(info.id);
  if (entry == nullptr) {
    entry = &next_.puts.emplace_back();
    entry->position = position;
  }
  entry->info = info;
  entry->body.swap(body);
}

std::string_view StoreJournal::waiting_body(std::uint64_t id) {
  const Put* const put = next_.find(id);
  return put == nullptr ? std::string_view() : put->body.view();
}

std::uint64_t StoreJournal::waiting_bytes() const {
  std::uint64_t bytes = 0;
  for (const Put& put : next_.puts) bytes += put.body.size();
  return bytes;
}

std::uint64_t StoreJournal::first_position(std::uint64_t end) const {
  const auto lowest = [&end](const List<Put>& puts) {
    for (const Put& put : puts) end = put.position < end ? put.position : end;
  };
  lowest(next_.puts);
  if (busy_) lowest(flying_.puts);
  return end;
}

void StoreJournal::erase(std::uint64_t id) {
  cancel_put(id);
  next_.erases.push_back(id);
}

void StoreJournal::cancel_put(std::uint64_t id) {
  const Put* const put = next_.find(id);
  if (put != nullptr) next_.puts.erase(static_cast<std::size_t>(put - next_.puts.data()));
}

void StoreJournal::set(std::string_view name, std::string_view value) {
  Value* entry = next_.find(name);
  if (entry == nullptr) {
    entry = &next_.values.emplace_back();
    entry->name.append(name);
  }
  entry->value.assign(value);
}

std::uint64_t StoreJournal::commit(bool wait_for_disk) {
  wanted_ = true;
  wait_for_disk_ = wait_for_disk_ || wait_for_disk;
  ++last_ticket_;
  if (!busy_) start();
  return last_ticket_;
}

void StoreJournal::clear() {
  next_.clear();
  wanted_ = wait_for_disk_ = false;
  forgotten_ = busy_;
}

void StoreJournal::start() {
  preparer_();
  next_.swap(flying_);
  next_.clear();
  put_views_.clear();
  value_views_.clear();
  for (const Put& put : flying_.puts) put_views_.push_back({put.info, put.body.view()});
  for (const Value& value : flying_.values) {
    value_views_.push_back({value.name.view(), value.value.view()});
  }
  const StoreWrite write{flying_.erases, put_views_, value_views_, wait_for_disk_};
  flying_ticket_ = last_ticket_;
  busy_ = true;
  wanted_ = wait_for_disk_ = false;
  store_.commit(write, EventStore::Done::to<&StoreJournal::on_done>(this));
}

// Puts the changes of a failed write back, below later changes.
void StoreJournal::take_back() {
  for (Put& put : flying_.puts) {
    if (Put* const newer = next_.find(put.info.id)) {
      // Its replacement was never staged separately: the log is still needed for it.
      if (put.position < newer->position) newer->position = put.position;
      continue;
    }
    bool erased = false;
    for (std::uint64_t id : next_.erases) erased = erased || id == put.info.id;
    if (!erased) next_.puts.push_back(std::move(put));
  }
  for (std::uint64_t id : flying_.erases) next_.erases.push_back(id);
  for (Value& value : flying_.values) {
    if (next_.find(value.name.view()) == nullptr) next_.values.push_back(std::move(value));
  }
}

void StoreJournal::on_done(const Status& status) {
  busy_ = false;
  if (!status.ok() && !forgotten_) take_back();
  forgotten_ = false;
  listener_({status, flying_ticket_, put_views_});
  if (wanted_ && !busy_) start();
}

}  // namespace godwit
