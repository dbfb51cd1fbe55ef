// The StagingMemory port: one fixed region of bytes that outlives the process where it can.
//
// What is written to the region by ordinary stores must be there, byte for byte, after the process
// was killed at any instruction. Framing, checksums and recovery are the core's (staging_log.h).
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

  // The region, writable, the same for the adapter's whole life. Its size is a multiple of 8 and
  // its start aligned to 8. A region that is new reads as zero. Storage behind it is allocated:
  // writing to it never fails.
  // Threads: any; the core synchronises its own accesses.
  [[nodiscard]] virtual std::span<std::byte> region() = 0;

  // How long the region is, or will be once it is asked for. Nothing is made for the question.
  // Threads: the engine's.
  [[nodiscard]] virtual std::size_t size_bytes() = 0;

  // Overwrites every byte of the region, so that not even a power cut brings it back. Where there
  // is none yet, none is made.
  // Errors: storage_unavailable: what it held may still be there.
  // Threads: the engine's.
  [[nodiscard]] virtual Status erase() = 0;

  // Whether this process may still write here: false in a child after fork(), whose parent goes on
  // writing.
  // Threads: any. Cost: it is called by every track(), so it must not make a system call.
  [[nodiscard]] virtual bool owned() const = 0;
};

}  // namespace godwit

#endif  // GODWIT_CPP20
