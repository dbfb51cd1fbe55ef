#include "queue/staging_log.h"

#include "queue/staging_format.h"

namespace godwit {

using staging::Header;
using staging::RecordHeader;

void StagingLog::write_header(const StreamOpening& opening) {
  Header header;
  header.capacity = capacity_;
  header.opened_monotonic_ms = opening.monotonic.ms;
  header.opened_wall_ms = opening.wall.ms;
  header.installation = opening.installation;
  header.stream = opening.stream;
  header.boot = opening.boot;
  header.crc = staging::header_crc(header);
  for (std::size_t offset : staging::kHeaderOffsets) {
    std::memcpy(region_.data() + offset, &header, sizeof header);
    std::atomic_signal_fence(std::memory_order_seq_cst);
  }
}

void StagingLog::start(std::span<std::byte> region, const StreamOpening& opening) {
  region_ = region;
  capacity_ = (region.size() - kStagingHeaderBytes) & ~std::size_t{7};
  stream_crc_ = staging::stream_crc(opening.stream);
  context_ = 0;
  head_.store(0, std::memory_order_release);
  release(0);
  write_header(opening);
}

std::uint64_t StagingLog::move_to(std::span<std::byte> region, const StreamOpening& opening) {
  StagingLog moved;
  moved.start(region, opening);
  std::uint64_t left_behind = 0;
  std::uint64_t cursor = begin();
  StagedRecord record;
  while (read(cursor, record)) {
    const std::string_view payload = record.payload;
    if (!moved.append(record.kind, record.priority, record.sequence, payload,
                      crc32c(payload.data(), payload.size()))) {
      left_behind += record.kind == RecordKind::event ? 1 : 0;
    }
  }
  region_ = region;
  capacity_ = moved.capacity_;
  stream_crc_ = moved.stream_crc_;
  context_ = moved.context_;
  tail_.store(moved.begin(), std::memory_order_release);
  head_.store(moved.end(), std::memory_order_release);
  return left_behind;
}

bool StagingLog::append(RecordKind kind, Priority priority, std::uint64_t sequence,
                        std::string_view payload, std::uint32_t payload_crc) {
  const std::uint64_t size = staging::record_bytes(payload.size());
  std::uint64_t position = head_.load(std::memory_order_relaxed);
  const std::uint64_t to_end = capacity_ - position % capacity_;
  const bool next_lap = size > to_end;  // Records never wrap; the rest of the lap stays unused.
  if (next_lap) position += to_end;
  if (size > capacity_ || position + size - begin() > capacity_) return false;
  // read() recognises the lap's end by a missing position. In the bytes of an earlier lap, text and
  // the zeros after it could look like this very position.
  if (next_lap && to_end >= sizeof(RecordHeader)) {
    std::memset(region_.data() + kStagingHeaderBytes + capacity_ - to_end +
                    offsetof(RecordHeader, position),
                0, sizeof(RecordHeader::position));
  }

  RecordHeader header;
  header.payload_crc = payload_crc;
  header.position = position;
  header.sequence = sequence;
  header.payload_bytes = static_cast<std::uint32_t>(payload.size());
  header.kind = kind;
  header.priority = priority;
  header.context = kind == RecordKind::context ? ++context_ : context_;
  header.crc = staging::record_crc(header, stream_crc_);

  // The payload goes first: a whole header then proves that the payload is complete.
  std::byte* const at = region_.data() + kStagingHeaderBytes + position % capacity_;
  std::memcpy(at + sizeof header, payload.data(), payload.size());
  std::atomic_signal_fence(std::memory_order_seq_cst);
  std::memcpy(at, &header, sizeof header);
  head_.store(position + size, std::memory_order_release);
  return true;
}

bool StagingLog::read(std::uint64_t& cursor, StagedRecord& record) const {
  const std::uint64_t head = end();
  if (cursor == head) return false;
  std::uint64_t offset = cursor % capacity_;
  RecordHeader header;
  const bool fits = capacity_ - offset >= sizeof header;
  if (fits) std::memcpy(&header, region_.data() + kStagingHeaderBytes + offset, sizeof header);
  if (!fits || header.position != cursor) {  // The lap ended here.
    cursor += capacity_ - offset;
    offset = 0;
    std::memcpy(&header, region_.data() + kStagingHeaderBytes, sizeof header);
  }
  const auto* const payload =
      reinterpret_cast<const char*>(region_.data()) + kStagingHeaderBytes + offset + sizeof header;
  const std::uint64_t begin = cursor;
  cursor += staging::record_bytes(header.payload_bytes);
  record = {header.kind, header.priority, header.sequence, {payload, header.payload_bytes},
            begin,       cursor,          header.context};
  return true;
}

void StagingLog::release(std::uint64_t position) {
  const std::uint64_t word = staging::tail_word(position, stream_crc_);
  std::memcpy(region_.data() + staging::kTailOffset, &word, sizeof word);
  tail_.store(position, std::memory_order_release);
}

void StagingLog::wipe() {
  if (!region_.empty()) std::memset(region_.data(), 0, region_.size());
  region_ = {};
}

}  // namespace godwit
