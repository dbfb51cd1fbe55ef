#include "queue/staging_format.h"
#include "queue/staging_log.h"

namespace godwit {
namespace {

using staging::Header;
using staging::RecordHeader;

// Walks through a ring that nobody writes to any more.
class RingScan {
 public:
  RingScan(std::span<const std::byte> region, const Header& header)
      : ring_(region.subspan(kStagingHeaderBytes)),
        capacity_(header.capacity),
        stream_crc_(staging::stream_crc(header.stream)) {
    // A file that was cut is mapped shorter than the old ring: the rest is searched.
    if (capacity_ < ring_.size()) ring_ = ring_.first(capacity_);
  }

  // True if a record with an intact header starts at this offset.
  bool starts_at(std::uint64_t offset, RecordHeader& header) const {
    if (offset + sizeof header > ring_.size()) return false;
    std::memcpy(&header, ring_.data() + offset, sizeof header);
    if (header.position % capacity_ != offset) return false;
    if (offset + sizeof header + header.payload_bytes > ring_.size()) return false;
    return header.crc == staging::record_crc(header, stream_crc_);
  }

  StagedRecord record(std::uint64_t offset, const RecordHeader& header) const {
    const auto* const payload =
        reinterpret_cast<const char*>(ring_.data()) + offset + sizeof header;
    return {header.kind,     header.priority,
            header.sequence, {payload, header.payload_bytes},
            header.position, header.position + staging::record_bytes(header.payload_bytes),
            header.context};
  }

  // Calls visit(record, intact) for every record that starts in [from, to) and has an intact
  // header, in the order of the ring. It is intact if its payload is intact too.
  template <typename Visit>
  void walk(std::uint64_t from, std::uint64_t to, Visit visit) const {
    RecordHeader header;
    for (std::uint64_t offset = from; offset < to;) {
      bool intact = false;
      if (starts_at(offset, header)) {
        const StagedRecord found = record(offset, header);
        intact = header.payload_crc == crc32c(found.payload.data(), found.payload.size());
        visit(found, intact);
      }
      offset += intact ? staging::record_bytes(header.payload_bytes) : 8;
    }
  }

  // True if the bytes at `position` are the beginning of a record that was never finished.
  bool torn_at(std::uint64_t position) const {
    const std::uint64_t offset = position % capacity_;
    RecordHeader header;
    if (offset + sizeof header > ring_.size()) return false;
    std::memcpy(&header, ring_.data() + offset, sizeof header);
    return header.position == position && header.crc != staging::record_crc(header, stream_crc_);
  }

  [[nodiscard]] std::uint64_t size() const { return ring_.size(); }
  [[nodiscard]] std::uint64_t capacity() const { return capacity_; }

 private:
  std::span<const std::byte> ring_;
  std::uint64_t capacity_;
  std::uint32_t stream_crc_;
};

// The first intact copy of the header; false if there is none. `blank`: there never was one.
bool read_header(std::span<const std::byte> region, Header& header, bool& blank) {
  blank = true;
  if (region.size() <= kStagingHeaderBytes) return false;
  for (std::size_t offset : staging::kHeaderOffsets) {
    std::memcpy(&header, region.data() + offset, sizeof header);
    if (header.magic == staging::kMagic && header.crc == staging::header_crc(header) &&
        header.capacity >= sizeof(RecordHeader) && header.capacity % 8 == 0) {
      return true;
    }
    blank = blank && header.magic == 0 && header.capacity == 0;
  }
  return false;
}

}  // namespace

StagingRecovery inspect_staging(std::span<const std::byte> region) {
  StagingRecovery recovery;
  Header header;
  bool blank = true;
  recovery.found = read_header(region, header, blank);
  if (!recovery.found) {
    if (!blank) recovery.damaged_bytes = region.size();
    return recovery;
  }
  recovery.opening = {header.installation, header.stream, header.boot,
                      MonotonicTime{header.opened_monotonic_ms}, WallTime{header.opened_wall_ms}};
  recovery.capacity = header.capacity;
  std::uint64_t word = 0;
  std::memcpy(&word, region.data() + staging::kTailOffset, sizeof word);
  const std::uint64_t position = word >> 16;
  // Without a tail, nothing counts as released. The store knows its own events.
  if (word == staging::tail_word(position, staging::stream_crc(header.stream))) {
    recovery.released = position;
  }
  return recovery;
}

void recover_staging(std::span<const std::byte> region, StagingRecovery& recovery,
                     StagingVisitor& visitor) {
  Header header;
  bool ignored = false;
  if (!recovery.found || !read_header(region, header, ignored)) return;
  const RingScan scan(region, header);

  // A ring can hold two laps. The end of the newest intact record separates them: after it stands
  // the older lap, also in the place of newer records that were never finished.
  std::uint64_t newest_end = 0;
  std::uint64_t damaged_end = 0;
  const auto note_end = [&](const StagedRecord& record, bool intact) {
    std::uint64_t& end = intact ? newest_end : damaged_end;
    end = record.end > end ? record.end : end;
  };
  scan.walk(0, scan.size(), note_end);

  const std::uint64_t seam = newest_end % scan.capacity();
  const std::uint64_t oldest = newest_end > scan.capacity() ? newest_end - scan.capacity() : 0;
  const auto walk = [&](const auto& visit) {
    scan.walk(seam, scan.size(), visit);
    scan.walk(0, seam < scan.size() ? seam : scan.size(), visit);
  };
  const auto report_damaged = [&](const StagedRecord& record) {
    if (record.end <= recovery.released) return;  // Or one that was being replaced.
    recovery.damaged_bytes += record.end - record.begin;
    visitor.on_damaged(record);
  };
  walk([&](const StagedRecord& record, bool intact) {
    if (record.begin < oldest || record.begin >= newest_end) return;
    intact ? visitor.on_record(record) : report_damaged(record);
  });
  if (damaged_end > newest_end) {
    walk([&](const StagedRecord& record, bool) {
      if (record.begin >= newest_end) report_damaged(record);
    });
  }
  recovery.torn = scan.torn_at(damaged_end > newest_end ? damaged_end : newest_end);
}

}  // namespace godwit
