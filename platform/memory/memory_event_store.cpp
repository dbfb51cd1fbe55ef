#include "memory/memory_event_store.h"

namespace godwit {

Status MemoryEventStore::load_now(StoreVisitor& visitor) {
  for (const auto& [id, segment] : segments_) visitor.on_segment(segment.info, {});
  for (const auto& [name, value] : values_) visitor.on_value(name, value);
  return {};
}

Status MemoryEventStore::read_now(std::span<const std::uint64_t> ids, StoreVisitor& visitor) {
  for (const std::uint64_t id : ids) {
    const auto found = segments_.find(id);
    if (found != segments_.end()) visitor.on_segment(found->second.info, found->second.body);
  }
  return {};
}

Status MemoryEventStore::commit_now(const StoreWrite& write) {
  for (const std::uint64_t id : write.erases) segments_.erase(id);
  for (const SegmentPut& put : write.puts) {
    segments_.insert_or_assign(put.info.id, Segment{put.info, std::string(put.body)});
  }
  for (const NamedValue& value : write.values) {
    if (value.value.empty()) {
      values_.erase(std::string(value.name));
    } else {
      values_.insert_or_assign(std::string(value.name), std::string(value.value));
    }
  }
  return {};
}

Status MemoryEventStore::purge_now() {
  segments_.clear();
  values_.clear();
  return {};
}

}  // namespace godwit
