#include "queue/segment.h"

#include <cstddef>
#include <utility>

#include "base/crc32c.h"

namespace godwit {
namespace {

constexpr std::uint32_t kMagic = 0x31534447u;  // "GDS1"

struct SegmentHeader {
  std::uint32_t magic = kMagic;
  std::uint32_t crc = 0;  // Covers all bytes after it, to the segment's end.
  std::int64_t opened_monotonic_ms = 0;
  std::int64_t opened_wall_ms = 0;
  Id installation;
  Id stream;
  Id boot;
  std::uint32_t context_bytes = 0;
  Priority priority = Priority::normal;
  std::uint8_t reserved[3] = {};
};
static_assert(sizeof(SegmentHeader) == 80);

constexpr std::size_t kCrcEnd = offsetof(SegmentHeader, crc) + sizeof(SegmentHeader::crc);

// Before each event stand its sequence number and its length.
constexpr std::size_t kEventHeaderBytes = sizeof(std::uint64_t) + sizeof(std::uint32_t);

}  // namespace

void SegmentBuilder::begin(std::uint64_t id, const StreamOpening& opening, Priority priority,
                           std::string_view context, std::int64_t staged_at_ms) {
  SegmentHeader header;
  header.opened_monotonic_ms = opening.monotonic.ms;
  header.opened_wall_ms = opening.wall.ms;
  header.installation = opening.installation;
  header.stream = opening.stream;
  header.boot = opening.boot;
  header.context_bytes = static_cast<std::uint32_t>(context.size());
  header.priority = priority;
  body_.clear();
  body_.reserve(taken_bytes_);
  body_.append(&header, sizeof header);
  body_.append(context);
  crc_ = crc32c(body_.data() + kCrcEnd, body_.size() - kCrcEnd);
  info_ = {};
  info_.id = id;
  info_.stream = opening.stream;
  info_.priority = priority;
  info_.staged_at_ms = staged_at_ms;
  info_.size_bytes = static_cast<std::uint32_t>(body_.size());
}

void SegmentBuilder::add(std::uint64_t sequence, std::string_view event) {
  const std::size_t begin = body_.size();
  body_.append_integer(sequence);
  body_.append_integer(static_cast<std::uint32_t>(event.size()));
  body_.append(event);
  crc_ = crc32c(body_.data() + begin, body_.size() - begin, crc_);
  if (info_.event_count++ == 0) info_.first_sequence = sequence;
  info_.last_sequence = sequence;
  info_.size_bytes = static_cast<std::uint32_t>(body_.size());
}

SegmentPut SegmentBuilder::finish() {
  std::memcpy(body_.data() + offsetof(SegmentHeader, crc), &crc_, sizeof crc_);
  return {info_, body_.view()};
}

Bytes&& SegmentBuilder::take() {
  taken_bytes_ = finish().body.size();
  return std::move(body_);
}

bool SegmentReader::open(std::string_view body) {
  SegmentHeader header;
  if (body.size() < sizeof header) return false;
  std::memcpy(&header, body.data(), sizeof header);
  if (header.magic != kMagic || header.context_bytes > body.size() - sizeof header ||
      static_cast<std::uint32_t>(header.priority) >= kPriorityCount ||
      header.crc != crc32c(body.data() + kCrcEnd, body.size() - kCrcEnd)) {
    return false;
  }
  opening_ = {header.installation, header.stream, header.boot,
              MonotonicTime{header.opened_monotonic_ms}, WallTime{header.opened_wall_ms}};
  priority_ = header.priority;
  context_ = body.substr(sizeof header, header.context_bytes);
  rest_ = body.substr(sizeof header + header.context_bytes);
  return true;
}

bool SegmentReader::next(std::uint64_t& sequence, std::string_view& event) {
  if (rest_.size() < kEventHeaderBytes) return false;
  sequence = read_integer<std::uint64_t>(rest_.data());
  const auto size = read_integer<std::uint32_t>(rest_.data() + sizeof sequence);
  if (size > rest_.size() - kEventHeaderBytes) return false;
  event = rest_.substr(kEventHeaderBytes, size);
  rest_.remove_prefix(kEventHeaderBytes + size);
  return true;
}

}  // namespace godwit
