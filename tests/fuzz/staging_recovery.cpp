// Claim (staging_log.h): after a kill at any instruction and damage to any bytes, recovery finds
// every intact record that is still in the ring, in order, and none that was not appended. And
// arbitrary bytes do no harm, not even behind right checksums.
//
// Input: a byte for the way, then a region's bytes, or the story of a log: its size, how it ends,
// what is damaged, and what was appended and released before.
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "base/crc32c.h"
#include "queue/staging_format.h"
#include "queue/staging_log.h"
#include "support/check.h"
#include "support/input.h"

namespace {

using namespace godwit;
using namespace godwit::fuzz;
using staging::RecordHeader;

using Words = std::vector<std::uint64_t>;
using Image = std::vector<std::byte>;

struct Record {
  RecordKind kind;
  Priority priority;
  std::uint64_t sequence;
  std::string payload;
  std::uint64_t begin;
  std::uint64_t end;
};

// --- Bytes from anywhere.

struct InsideCheck final : StagingVisitor {
  explicit InsideCheck(std::span<const std::byte> r) : region(r) {}
  void on_damaged(const StagedRecord& record) override { on_record(record); }
  void on_record(const StagedRecord& record) override {
    const auto* const from = reinterpret_cast<const std::byte*>(record.payload.data());
    check(from >= region.data() + kStagingHeaderBytes &&
              from + record.payload.size() <= region.data() + region.size(),
          "staging: a payload is a part of the ring");
  }
  std::span<const std::byte> region;
};

void recover_anything(const Image& image) {
  StagingRecovery recovery = inspect_staging(image);
  InsideCheck visitor(image);
  recover_staging(image, recovery, visitor);
}

// Puts the checksums right, so that what is written in the headers is believed.
void forge(Image& image, Input& choices) {
  if (image.size() <= kStagingHeaderBytes) return;
  staging::Header header;
  std::memcpy(&header, image.data(), sizeof header);
  header.magic = staging::kMagic;
  const std::uint64_t ring_bytes = image.size() - kStagingHeaderBytes;
  if (choices.choice(4) != 0) header.capacity = ring_bytes & ~std::uint64_t{7};
  header.crc = staging::header_crc(header);
  std::memcpy(image.data(), &header, sizeof header);
  if (header.capacity == 0) return;

  const std::uint32_t stream_crc = staging::stream_crc(header.stream);
  for (std::uint32_t count = choices.choice(8); count > 0; --count) {
    const std::uint64_t offset = choices.word() * std::uint64_t{8};
    if (offset + sizeof(RecordHeader) > ring_bytes) continue;
    std::byte* const at = image.data() + kStagingHeaderBytes + offset;
    RecordHeader record;
    std::memcpy(&record, at, sizeof record);
    record.position = record.position / header.capacity * header.capacity + offset;
    if (choices.choice(2) == 0) record.payload_bytes = choices.byte();
    if (offset + sizeof record + record.payload_bytes <= ring_bytes) {
      record.payload_crc = crc32c(at + sizeof record, record.payload_bytes);
    }
    record.crc = staging::record_crc(record, stream_crc);
    std::memcpy(at, &record, sizeof record);
  }
}

void recover_strange(Input& input, bool forged) {
  Input choices = input;
  if (forged) input.take(32);
  const std::string_view bytes = input.rest();
  Image image;
  for (char c : bytes) image.push_back(static_cast<std::byte>(c));
  if (forged) forge(image, choices);
  recover_anything(image);
}

// --- A log with a story.

StreamOpening opening(std::uint8_t number) {
  StreamOpening made;
  made.stream.bytes.fill(number);
  made.installation.bytes.fill(99);
  made.boot.bytes.fill(1);
  made.monotonic.ms = number;
  made.wall.ms = -number;
  return made;
}

// The target of a write, in the order in which its bytes are written.
struct Range {
  std::size_t begin;
  std::size_t size;
};

class Story {
 public:
  explicit Story(Input& input)
      : region_((kStagingHeaderBytes + 64) / 8 + input.choice(200)), input_(input) {
    log_.start(bytes(), opening(1));
  }

  // Appends and releases as the input says.
  void live() {
    while (!input_.empty()) {
      const std::uint32_t step = input_.byte();
      if (step % 4 == 3) {
        release();
      } else {
        append(step);
      }
    }
  }

  // Kills the process in the middle of an append, or of giving the ring to a new stream: what
  // remains are the first so many of the bytes that were to be written.
  void end(std::uint32_t way, std::size_t written) {
    image_ = copy();
    written_all_ = image_;
    std::vector<Range> ranges;
    if (way == 1) {
      const std::uint64_t before = log_.end();
      if (!append(static_cast<std::uint32_t>(written))) return;
      const Record& last = records_.back();
      const std::uint64_t rest = log_.capacity() - before % log_.capacity();
      if (last.begin != before && rest >= sizeof(RecordHeader)) {
        ranges = {{kStagingHeaderBytes + before % log_.capacity() + 8, 8}};  // Ends the lap.
      }
      const std::size_t at = kStagingHeaderBytes + last.begin % log_.capacity();
      ranges.push_back({at + sizeof(RecordHeader), last.payload.size()});
      ranges.push_back({at, sizeof(RecordHeader)});
    } else if (way == 2) {
      StagingLog().start(bytes(), opening(2));
      constexpr std::size_t kHeader = sizeof(staging::Header);
      ranges = {{staging::kTailOffset, 8},
                {staging::kHeaderOffsets[0], kHeader},
                {staging::kHeaderOffsets[1], kHeader}};
    }
    written_all_ = copy();
    for (const Range& range : ranges) {
      const std::size_t count = std::min(written, range.size);
      std::memcpy(image_.data() + range.begin, written_all_.data() + range.begin, count);
      written -= count;
    }
    torn_ = image_ != written_all_;
    restarted_ = way == 2;
  }

  void damage(std::uint32_t way, std::size_t place) {
    damaged_ = true;
    if (way == 0) {
      std::byte& byte = image_[place / 8 % image_.size()];
      byte ^= static_cast<std::byte>(1 << place % 8);
    } else if (way == 1) {
      const std::size_t begin = place * 8 % image_.size();
      const std::size_t count = std::min<std::size_t>(64, image_.size() - begin);
      std::fill_n(image_.begin() + static_cast<std::ptrdiff_t>(begin), count, std::byte{0});
    } else {
      image_.resize(std::max<std::size_t>(8, place * 8 % (image_.size() + 8)));
    }
  }

  void check_recovery() const;

 private:
  std::span<std::byte> bytes() { return std::as_writable_bytes(std::span(region_)); }
  Image copy() { return {bytes().begin(), bytes().end()}; }

  bool append(std::uint32_t step) {
    const auto kind = step % 16 == 12 ? RecordKind::context : RecordKind::event;
    const auto priority = static_cast<Priority>(step / 16 % kPriorityCount);
    const std::size_t size = input_.byte();
    std::string payload(step % 4 == 2 ? input_.take(size) : std::string_view());
    // A payload is JSON. In other bytes a record could be forged, to be found where the record
    // around it is damaged; its length alone has bytes that JSON has not.
    for (char& c : payload)
      c = static_cast<char>(static_cast<unsigned char>(c) < ' ' ? c + ' ' : c);
    if (step % 4 != 2) payload.assign(size, static_cast<char>('a' + records_.size() % 26));
    const std::uint64_t sequence = records_.size() + 1;
    if (!log_.append(kind, priority, sequence, payload, crc32c(payload.data(), payload.size()))) {
      return false;
    }
    const std::uint64_t end = log_.end();
    records_.push_back(
        {kind, priority, sequence, payload, end - staging::record_bytes(payload.size()), end});
    return true;
  }

  void release() {
    StagedRecord record;
    if (!log_.read(cursor_, record)) return;
    const Record& wanted = records_[released_++];
    check(record.begin == wanted.begin && record.payload == wanted.payload &&
              record.sequence == wanted.sequence && record.kind == wanted.kind,
          "staging: read() gives what was appended, in order");
    log_.release(cursor_);
  }

  // Whether a record lies in the image as it was appended.
  [[nodiscard]] bool intact(const Record& record) const {
    const std::size_t at = kStagingHeaderBytes + record.begin % log_.capacity();
    const std::size_t size = sizeof(RecordHeader) + record.payload.size();
    return at + size <= image_.size() &&
           std::memcmp(image_.data() + at, written_all_.data() + at, size) == 0;
  }
  [[nodiscard]] bool header_intact(const Record& record) const {
    const std::size_t at = kStagingHeaderBytes + record.begin % log_.capacity();
    return at + sizeof(RecordHeader) + record.payload.size() <= image_.size() &&
           std::memcmp(image_.data() + at, written_all_.data() + at, sizeof(RecordHeader)) == 0;
  }
  [[nodiscard]] bool header_is_of(std::size_t copy, const StreamOpening& wanted) const;
  [[nodiscard]] int stream_found() const;

  Words region_;
  Input& input_;
  StagingLog log_;
  std::uint64_t cursor_ = 0;
  std::vector<Record> records_;
  std::size_t released_ = 0;
  Image written_all_;  // As if the last write had been completed…
  Image image_;        // …and as the kill, and the damage, left it.
  bool torn_ = false;
  bool restarted_ = false;
  bool damaged_ = false;
};

bool Story::header_is_of(std::size_t copy, const StreamOpening& wanted) const {
  staging::Header header;
  const std::size_t offset = staging::kHeaderOffsets[copy];
  if (image_.size() < offset + sizeof header) return false;
  std::memcpy(&header, image_.data() + offset, sizeof header);
  return header.crc == staging::header_crc(header) && header.stream == wanted.stream &&
         header.magic == staging::kMagic;
}

// 1 or 2, as the header's first whole copy says; 0 where there is none.
int Story::stream_found() const {
  if (image_.size() <= kStagingHeaderBytes) return 0;
  for (std::size_t copy : {0u, 1u}) {
    if (header_is_of(copy, opening(1))) return 1;
    if (header_is_of(copy, opening(2))) return 2;
  }
  return 0;
}

struct Found final : StagingVisitor {
  std::vector<Record> records;
  std::vector<Record> damaged;
  void on_damaged(const StagedRecord& record) override {
    damaged.push_back(
        {record.kind, record.priority, record.sequence, {}, record.begin, record.end});
  }
  void on_record(const StagedRecord& record) override {
    records.push_back({record.kind, record.priority, record.sequence, std::string(record.payload),
                       record.begin, record.end});
  }
};

void Story::check_recovery() const {
  StagingRecovery recovery = inspect_staging(image_);
  Found found;
  recover_staging(image_, recovery, found);

  const int stream = stream_found();
  check(recovery.found == (stream != 0),
        "staging: a log is found if a copy of its header is whole");
  if (!damaged_) {
    check(recovery.found, "staging: a kill never costs the header");
    check(recovery.damaged_bytes == 0, "staging: where nothing is damaged, nothing is reported");
    check(restarted_ || recovery.released == log_.begin(), "staging: the tail is found");
  }
  if (stream != 1) {
    check(found.records.empty(), "staging: a new stream finds nothing of the one before");
    return;
  }
  check(recovery.opening.stream == opening(1).stream &&
            recovery.opening.installation == opening(1).installation &&
            recovery.opening.boot == opening(1).boot && recovery.opening.wall.ms == -1 &&
            recovery.opening.monotonic.ms == 1 && recovery.capacity == log_.capacity(),
        "staging: the log's own description is found");

  auto next = found.records.begin();
  for (const Record& record : records_) {
    // True for a record that can still be in the ring, released or not.
    const bool current = record.begin + log_.capacity() >= log_.end();
    const bool here = next != found.records.end() && next->begin == record.begin;
    check(here || !current || !intact(record), "staging: every intact record is found, in order");
    if (!here) continue;
    check(next->payload == record.payload && next->sequence == record.sequence &&
              next->kind == record.kind && next->priority == record.priority &&
              next->end == record.end,
          "staging: a record is found as it was appended");
    ++next;
  }
  check(next == found.records.end(), "staging: no record is found that was not appended, or twice");
  std::size_t expected = 0;
  for (const Record& record : records_) {
    const bool staged = record.end > recovery.released && record.begin >= log_.begin();
    expected += staged && header_intact(record) && !intact(record) ? 1 : 0;
  }
  check(found.damaged.size() >= expected, "staging: what is damaged is reported");
  for (const Record& broken : found.damaged) {
    const auto record = std::find_if(records_.begin(), records_.end(), [&](const Record& r) {
      return r.begin == broken.begin && r.end == broken.end && r.sequence == broken.sequence &&
             r.kind == broken.kind;
    });
    check(record != records_.end() && !intact(*record),
          "staging: what is reported as damaged was appended and is damaged");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const std::uint32_t way = input.choice(4);
  if (way < 2) {
    recover_strange(input, way == 1);
    return 0;
  }
  const std::uint32_t end = input.choice(3);
  const std::size_t written = input.word();
  struct Damage {
    std::uint32_t way;
    std::size_t place;
  };
  std::vector<Damage> damages(input.choice(4));
  for (Damage& damage : damages) damage = {input.choice(3), input.word()};

  Story story(input);
  story.live();
  story.end(end, written);
  for (const Damage& damage : damages) story.damage(damage.way, damage.place);
  story.check_recovery();
  return 0;
}
