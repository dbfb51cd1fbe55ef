#include "sim/disk.h"

#include <algorithm>
#include <cstring>

#include "queue/segment.h"
#include "queue/staging_log.h"
#include "queue/stream_ledger.h"

namespace godwit::sim {
namespace {

// Which records of the region the store does not know of.
class StagedEvents final : public StagingVisitor {
 public:
  StagedEvents(const Id& stream, std::uint64_t drained, std::vector<HeldEvent>& found)
      : stream_(stream), drained_(drained), found_(found) {}
  void on_record(const StagedRecord& record) override {
    if (record.kind == RecordKind::event && record.sequence > drained_) {
      found_.push_back({stream_, record.sequence});
    }
  }
  void on_damaged(const StagedRecord&) override {}

 private:
  const Id& stream_;
  std::uint64_t drained_;
  std::vector<HeldEvent>& found_;
};

}  // namespace

std::uint64_t StoreContents::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [id, segment] : segments) sum += segment.body.size();
  return sum;
}

void StoreContents::apply(const StoreWrite& write) {
  for (const std::uint64_t id : write.erases) segments.erase(id);
  for (const SegmentPut& put : write.puts) {
    segments.insert_or_assign(put.info.id, Segment{put.info, std::string(put.body)});
  }
  for (const NamedValue& value : write.values) {
    if (value.value.empty()) {
      values.erase(std::string(value.name));
    } else {
      values.insert_or_assign(std::string(value.name), std::string(value.value));
    }
  }
}

void Disk::cut_power(Random& random) {
  if (random.permille(500)) state_.store = synced_.store;
  const std::size_t words = kPageBytes / sizeof(std::uint64_t);
  for (std::size_t at = 0; at < state_.staging.size(); at += words) {
    if (!random.permille(300)) continue;
    const std::size_t count = std::min(words, state_.staging.size() - at);
    std::memcpy(&state_.staging[at], &synced_.staging[at], count * sizeof(std::uint64_t));
  }
  synced_ = state_;
}

bool Disk::damage_segment(Random& random) {
  if (state_.store.segments.empty()) return false;
  auto victim = state_.store.segments.begin();
  std::advance(victim, random.below(state_.store.segments.size()));
  std::string& body = victim->second.body;
  char& byte = body[random.below(body.size())];
  byte = static_cast<char>(byte ^ (1 << random.below(8)));
  return true;
}

void Disk::damage_staging(Random& random) {
  std::uint64_t& word = state_.staging[random.below(state_.staging.size())];
  word ^= std::uint64_t{1} << random.below(64);
}

std::vector<HeldEvent> Disk::stored() const {
  std::vector<HeldEvent> found;
  for (const auto& [id, segment] : state_.store.segments) {
    SegmentReader reader;
    if (!reader.open(segment.body)) continue;
    std::uint64_t sequence = 0;
    std::string_view text;
    while (reader.next(sequence, text)) found.push_back({reader.opening().stream, sequence});
  }
  return found;
}

std::vector<HeldEvent> Disk::held() const {
  std::vector<HeldEvent> found = stored();
  const auto region = std::as_bytes(std::span(state_.staging));
  StagingRecovery recovery = inspect_staging(region);
  if (!recovery.found) return found;
  std::string name = "stream/";
  name.append(reinterpret_cast<const char*>(recovery.opening.stream.bytes.data()), sizeof(Id));
  StreamEntry entry;
  const auto known = state_.store.values.find(name);
  if (known != state_.store.values.end() && !entry.decode(known->second)) return found;
  for (const auto& [id, segment] : state_.store.segments) {
    if (segment.info.stream == recovery.opening.stream) {
      entry.drained = std::max(entry.drained, segment.info.last_sequence);
    }
  }
  StagedEvents staged(recovery.opening.stream, entry.drained, found);
  recover_staging(region, recovery, staged);
  return found;
}

}  // namespace godwit::sim
