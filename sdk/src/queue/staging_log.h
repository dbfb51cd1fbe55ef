// The staging log: a ring of records over a StagingMemory region, which track() appends to and the
// engine drains.
//
// Promise: a record whose append() returned true is found by recovery after the process was killed
// at any later instruction, unless it was released. A record that was being written then is not
// found. Recovery gives up no intact record because another one is damaged.
// Threads: append() by one thread at a time (the Recorder's lock); read() and release() by the
// engine's thread, at the same time as append().
// Format: docs/storage-format.md. Positions count bytes since the stream was opened and never wrap;
// a record's place in the ring is its position modulo the capacity, and the position stands in the
// record, under its checksum, so that bytes of an earlier lap or stream never pass for a record.
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
  std::uint64_t sequence = 0;  // Of a context: that of the event behind it.
  std::string_view payload;    // Lifetime: until the record is released.
  std::uint64_t begin = 0;     // Its position…
  std::uint64_t end = 0;       // …and the one behind it.
  // The number of the context that holds for it, or that it is; counted in its stream from 1,
  // modulo 2^16. So an event whose context record is damaged is not taken for one of the context
  // before.
  std::uint16_t context = 0;
};

class StagingLog {
 public:
  // Starts an empty log for a new stream. What the region held is forgotten.
  // Lifetime: the region outlives the log or the next start().
  void start(std::span<std::byte> region, const StreamOpening& opening);

  // Goes on in another region with the records that are here; the header names `opening`, and
  // positions start anew. Returns how many events did not fit, if the region is smaller.
  std::uint64_t move_to(std::span<std::byte> region, const StreamOpening& opening);

  // Appends one record. Returns false, and changes nothing, where there is no room.
  // `payload_crc` is the CRC-32C of the payload, computed before the lock was taken.
  [[nodiscard]] bool append(RecordKind kind, Priority priority, std::uint64_t sequence,
                            std::string_view payload, std::uint32_t payload_crc);

  // Reads the record at `cursor` and moves the cursor behind it; false where nothing is there yet.
  [[nodiscard]] bool read(std::uint64_t& cursor, StagedRecord& record) const;

  // Everything before `position` is stored elsewhere or delivered; its room is free again.
  void release(std::uint64_t position);

  // Overwrites every byte of the region and lets go of it; start() comes next.
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

// Receives what recovery finds, in the order in which it was appended.
class StagingVisitor {
 public:
  virtual void on_record(const StagedRecord& record) = 0;

  // One of which the header alone can be trusted; not if the log's tail says that it was released.
  virtual void on_damaged(const StagedRecord& record) = 0;

 protected:
  ~StagingVisitor() = default;
};

struct StagingRecovery {
  bool found = false;  // A header of ours was there.
  StreamOpening opening;
  std::uint64_t capacity = 0;
  std::uint64_t released = 0;  // Records before this position were stored elsewhere or delivered.
  bool torn = false;           // The last record was being written when the process died.
  std::uint64_t damaged_bytes = 0;  // Of damaged records, or of a log whose header is lost.
};

// Finds the stream that a region belongs to, if any.
[[nodiscard]] StagingRecovery inspect_staging(std::span<const std::byte> region);

// Visits every intact record that is still in the ring, released ones included (they may carry the
// context of later events), and the damaged ones that are known; completes `recovery`.
void recover_staging(std::span<const std::byte> region, StagingRecovery& recovery,
                     StagingVisitor& visitor);

}  // namespace godwit
