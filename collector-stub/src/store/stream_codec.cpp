#include "store/stream_codec.h"

namespace godwit::collector {
namespace {

void append_varint(Bytes& out, std::uint64_t number) {
  while (number >= 0x80) {
    out.append(static_cast<char>((number & 0x7F) | 0x80));
    number >>= 7;
  }
  out.append(static_cast<char>(number));
}

bool read_varint(std::string_view& bytes, std::uint64_t& number) {
  number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (bytes.empty()) return false;
    const auto byte = static_cast<unsigned char>(bytes[0]);
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool read_interval(std::string_view& bytes, std::uint64_t after, Interval& interval) {
  std::uint64_t gap = 0;
  std::uint64_t length = 0;
  if (!read_varint(bytes, gap) || !read_varint(bytes, length)) return false;
  interval.first = after + gap;
  interval.last = interval.first + length;
  return interval.first >= after && interval.last >= interval.first;
}

}  // namespace

void encode_intervals(Bytes& out, const IntervalSet& set) {
  std::uint64_t after = 0;
  for (const Interval& interval : set.intervals()) {
    append_varint(out, interval.first - after);
    append_varint(out, interval.last - interval.first);
    after = interval.last;
  }
}

void encode_drops(Bytes& out, const DropList& list) {
  std::uint64_t after = 0;
  for (const Drop& drop : list.drops()) {
    append_varint(out, drop.first - after);
    append_varint(out, drop.last - drop.first);
    out.append(static_cast<char>(drop.reason));
    after = drop.last;
  }
}

bool decode_intervals(std::string_view bytes, IntervalSet& set) {
  set = {};
  std::uint64_t after = 0;
  while (!bytes.empty()) {
    Interval interval;
    if (!read_interval(bytes, after, interval)) return false;
    set.insert(interval);
    after = interval.last;
  }
  return true;
}

bool decode_drops(std::string_view bytes, DropList& list) {
  list = {};
  std::uint64_t after = 0;
  while (!bytes.empty()) {
    Interval interval;
    if (!read_interval(bytes, after, interval) || bytes.empty()) return false;
    const auto reason = static_cast<unsigned char>(bytes[0]);
    if (reason >= kDropReasonCount) return false;
    bytes.remove_prefix(1);
    list.declare({interval.first, interval.last, static_cast<DropReason>(reason)});
    after = interval.last;
  }
  return true;
}

}  // namespace godwit::collector
