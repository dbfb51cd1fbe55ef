// The bytes of the staging log, for the ring and its recovery. See docs/storage-format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/crc32c.h"
#include "queue/staging_log.h"

namespace godwit::staging {

inline constexpr std::uint64_t kMagic = 0x01474E4952574447u;  // "GDWRING" and the version, 1.

// Written twice, one copy after the other, so that one of them is whole at any instant.
struct Header {
  std::uint64_t magic = kMagic;
  std::uint64_t capacity = 0;
  std::int64_t opened_monotonic_ms = 0;
  std::int64_t opened_wall_ms = 0;
  Id installation;
  Id stream;
  Id boot;
  std::uint32_t reserved = 0;
  std::uint32_t crc = 0;  // Covers all bytes before it.
};
static_assert(sizeof(Header) == 88);

inline constexpr std::size_t kHeaderOffsets[2] = {0, 128};
inline constexpr std::size_t kTailOffset = 256;

struct RecordHeader {
  std::uint32_t crc = 0;  // Covers the rest of this header; continues the stream's checksum.
  std::uint32_t payload_crc = 0;
  std::uint64_t position = 0;
  std::uint64_t sequence = 0;
  std::uint32_t payload_bytes = 0;
  RecordKind kind = RecordKind::event;
  Priority priority = Priority::normal;
  std::uint16_t context = 0;  // The number of contexts of the stream, including this record.
};
static_assert(sizeof(RecordHeader) == 32);

inline std::uint32_t header_crc(const Header& header) {
  return crc32c(&header, offsetof(Header, crc));
}

inline std::uint32_t record_crc(const RecordHeader& header, std::uint32_t stream_crc) {
  constexpr std::size_t kBegin = sizeof header.crc;
  return crc32c(reinterpret_cast<const char*>(&header) + kBegin, sizeof header - kBegin,
                stream_crc);
}

inline std::uint32_t stream_crc(const Id& stream) {
  return crc32c(stream.bytes.data(), stream.bytes.size());
}

// The bytes of a record in the ring: header and payload, rounded up to 8.
inline std::uint64_t record_bytes(std::uint64_t payload_bytes) {
  return (sizeof(RecordHeader) + payload_bytes + 7) & ~std::uint64_t{7};
}

// The tail is one word, so that it changes in one store: 48 bits of position, 16 bits of checksum.
inline std::uint64_t tail_word(std::uint64_t position, std::uint32_t stream_crc) {
  return position << 16 | (crc32c(&position, sizeof position, stream_crc) & 0xFFFF);
}

}  // namespace godwit::staging
