// The StagingMemory port: one fixed region of bytes that outlives the process, if the platform can
// do that.
//
// Bytes that ordinary stores wrote to the region must be there after the process was killed at any
// instruction. The core adds framing, checksums and recovery (staging_log.h).
#pragma once

#include "godwit/cpp20.h"
#ifdef GODWIT_CPP20

#include <cstddef>
#include <span>

#include "godwit/status.h"

namespace godwit {

class StagingMemory {
 public:
  virtual ~StagingMemory() = default;

  // The region is writable and does not change during the adapter's life. Its size is a multiple of
  // 8, and its start is aligned to 8. A new region reads as zero. Its storage is allocated, so a
  // write to it never fails.
  // Threads: any; the core synchronises its own accesses.
  [[nodiscard]] virtual std::span<std::byte> region() = 0;

  // The length of the region, or the length that it will have once it is needed. The call makes
  // nothing.
  // Threads: the engine's.
  [[nodiscard]] virtual std::size_t size_bytes() = 0;

  // Overwrites every byte of the region, so that not even a power cut brings it back. If there is
  // no region yet, none is made.
  // Errors: storage_unavailable: the old bytes may still be there.
  // Threads: the engine's.
  [[nodiscard]] virtual Status erase() = 0;

  // True if this process may still write here. False in a child after fork(), because its parent
  // goes on writing.
  // Threads: any. Cost: every track() calls it, so it must not make a system call.
  [[nodiscard]] virtual bool owned() const = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
