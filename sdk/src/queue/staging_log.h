// The staging log: a ring of records in a StagingMemory region. track() appends to it, and the
// engine drains it.
//
// Promise: if append() returned true for a record and the process is killed at any later
// instruction, recovery finds the record, unless it was released. A record that was being written
// at the kill is not found. A damaged record never makes recovery give up an intact one.
// Threads: append() by one thread at a time (the Recorder's lock); read() and release() by the
// engine's thread, at the same time as append().
// Format: docs/storage-format.md. Positions count bytes since the stream was opened and never wrap.
// A record's place in the ring is its position modulo the capacity. The record's checksum covers
// the position, so that bytes of an earlier lap or stream never pass for a record.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "godwit/priority.h"
#include "queue/stream_opening.h"

namespace godwit {

inline constexpr std::uint32_t kStagingHeaderBytes = 512;

enum class RecordKind : std::uint8_t { event = 1, context = 2 };

struct StagedRecord {
  RecordKind kind = RecordKind::event;
  Priority priority = Priority::normal;
  std::uint64_t sequence = 0;  // In a context: that of the event after it.
  std::string_view payload;    // Lifetime: until the record is released.
  std::uint64_t begin = 0;     // Its position…
  std::uint64_t end = 0;       // …and the position after it.
  // The number of the event's context, or of this context; counted in its stream from 1, modulo
  // 2^16. So recovery notices if the context record of an event is damaged, and does not use an
  // earlier context for it.
  std::uint16_t context = 0;
};

class StagingLog {
 public:
  // Starts an empty log for a new stream. The old contents of the region are lost.
  // Lifetime: the region outlives the log or the next start().
  void start(std::span<std::byte> region, const StreamOpening& opening);

  // Continues in another region with the present records. The header names `opening`, and positions
  // start again. Returns the number of events that did not fit, if the region is smaller.
  std::uint64_t move_to(std::span<std::byte> region, const StreamOpening& opening);

  // Appends one record. If there is no room, returns false and changes nothing. `payload_crc` is
  // the CRC-32C of the payload, computed before the lock was taken.
  [[nodiscard]] bool append(RecordKind kind, Priority priority, std::uint64_t sequence,
                            std::string_view payload, std::uint32_t payload_crc);

  // Reads the record at `cursor` and moves the cursor behind it; false if there is no record yet.
  [[nodiscard]] bool read(std::uint64_t& cursor, StagedRecord& record) const;

  // Everything before `position` is stored elsewhere or delivered, and its room is free.
  void release(std::uint64_t position);

  // Overwrites every byte of the region and releases it; only start() may follow.
  void wipe();

  [[nodiscard]] std::uint64_t begin() const { return tail_.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint64_t end() const { return head_.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint64_t used() const { return end() - begin(); }
  [[nodiscard]] std::uint64_t capacity() const { return capacity_; }

 private:
  void write_header(const StreamOpening& opening);

  std::span<std::byte> region_;
  std::uint64_t capacity_ = 0;
  std::uint32_t stream_crc_ = 0;
  std::uint16_t context_ = 0;
  std::atomic<std::uint64_t> head_ = 0;
  std::atomic<std::uint64_t> tail_ = 0;
};

// Receives the records that recovery finds, in the order in which they were appended.
class StagingVisitor {
 public:
  virtual void on_record(const StagedRecord& record) = 0;

  // A record with an intact header and a damaged payload; not if the log's tail says that it was
  // released.
  virtual void on_damaged(const StagedRecord& record) = 0;

 protected:
  ~StagingVisitor() = default;
};

struct StagingRecovery {
  bool found = false;  // The region had one of our headers.
  StreamOpening opening;
  std::uint64_t capacity = 0;
  std::uint64_t released = 0;       // Records before it were stored elsewhere or delivered.
  bool torn = false;                // The last record was being written when the process died.
  std::uint64_t damaged_bytes = 0;  // The size of damaged records, or of a log without a header.
};

// Finds the stream of a region, if it has one.
[[nodiscard]] StagingRecovery inspect_staging(std::span<const std::byte> region);

// Visits every intact record that is still in the ring, and the damaged ones with an intact header.
// Released records are visited too, because they may have the context of later events. Completes
// `recovery`.
void recover_staging(std::span<const std::byte> region, StagingRecovery& recovery,
                     StagingVisitor& visitor);

}  // namespace godwit
