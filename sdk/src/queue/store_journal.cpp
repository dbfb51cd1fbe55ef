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

void StoreJournal::put(const SegmentInfo& info, Bytes&& body, std::uint64_t position) {
  Put* entry = collected_.find(info.id);
  if (entry == nullptr) {
    entry = &collected_.puts.emplace_back();
    entry->position = position;
  }
  entry->info = info;
  entry->body.swap(body);
}

std::string_view StoreJournal::waiting_body(std::uint64_t id) {
  const Put* const put = collected_.find(id);
  return put == nullptr ? std::string_view() : put->body.view();
}

std::uint64_t StoreJournal::waiting_bytes() const {
  std::uint64_t bytes = 0;
  for (const Put& put : collected_.puts) bytes += put.body.size();
  return bytes;
}

std::uint64_t StoreJournal::first_position(std::uint64_t end) const {
  const auto lowest = [&end](const List<Put>& puts) {
    for (const Put& put : puts) end = put.position < end ? put.position : end;
  };
  lowest(collected_.puts);
  lowest(written_.puts);
  return end;
}

void StoreJournal::erase(std::uint64_t id) {
  cancel_put(id);
  collected_.erases.push_back(id);
}

void StoreJournal::cancel_put(std::uint64_t id) {
  const Put* const put = collected_.find(id);
  if (put != nullptr) collected_.puts.erase(static_cast<std::size_t>(put - collected_.puts.data()));
}

void StoreJournal::set(std::string_view name, std::string_view value) {
  Value* entry = collected_.find(name);
  if (entry == nullptr) {
    entry = &collected_.values.emplace_back();
    entry->name.append(name);
  }
  entry->value.assign(value);
}

std::uint64_t StoreJournal::request(bool wait_for_disk) {
  if (wait_for_disk) {
    next_ = Next::wanted_on_disk;
  } else if (next_ == Next::unwanted) {
    next_ = Next::wanted;
  }
  return ++last_ticket_;
}

void StoreJournal::clear() {
  collected_.clear();
  next_ = Next::unwanted;
  if (write_ == Write::under_way) write_ = Write::forgotten;
}

void StoreJournal::begin() {
  const bool wait_for_disk = next_ == Next::wanted_on_disk;
  next_ = Next::unwanted;
  write_ = Write::under_way;
  written_ticket_ = last_ticket_;
  collected_.swap(written_);
  put_views_.clear();
  value_views_.clear();
  for (const Put& put : written_.puts) put_views_.push_back({put.info, put.body.view()});
  for (const Value& value : written_.values) {
    value_views_.push_back({value.name.view(), value.value.view()});
  }
  store_.commit({written_.erases, put_views_, value_views_, wait_for_disk},
                EventStore::Done::to<&StoreJournal::on_done>(this));
}

// Puts the changes of a failed write back, below later changes.
void StoreJournal::take_back() {
  for (Put& put : written_.puts) {
    if (Put* const newer = collected_.find(put.info.id)) {
      // Its replacement was never staged separately: the log is still needed for it.
      if (put.position < newer->position) newer->position = put.position;
      continue;
    }
    bool erased = false;
    for (std::uint64_t id : collected_.erases) erased = erased || id == put.info.id;
    if (!erased) collected_.puts.push_back(std::move(put));
  }
  for (std::uint64_t id : written_.erases) collected_.erases.push_back(id);
  for (Value& value : written_.values) {
    const bool newer = collected_.find(value.name.view()) != nullptr;
    if (!newer) collected_.values.push_back(std::move(value));
  }
}

void StoreJournal::on_done(const Status& status) {
  const Outcome outcome{status, written_ticket_};
  if (!status.ok() && write_ == Write::under_way) take_back();
  written_.clear();
  write_ = Write::none;
  listener_(outcome);
}

}  // namespace godwit
